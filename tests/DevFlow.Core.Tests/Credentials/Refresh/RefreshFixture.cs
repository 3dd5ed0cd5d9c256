using System.Text;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;
using DevFlow.Core.Tests.Http;
using DevFlow.Core.Tests.Webhooks;
using DevFlow.TestKit;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>A store with one OAuth set whose access token lives an hour, and the server that renews it.</summary>
internal sealed class RefreshFixture : IAsyncDisposable
{
    public const string Name = "work";

    private readonly TestStore _root = new();
    private readonly List<IDisposable> _parts = [];
    private readonly TimeSpan _leeway;

    /// <param name="script">Answers a request by its number, from 1.</param>
    /// <param name="leeway">How long the platform forgives a repeat.</param>
    public RefreshFixture(Func<int, Answer> script, TimeSpan leeway = default)
    {
        _leeway = leeway;
        Server = new ScriptedServer((_, number) => script(number));
        Store = Keep(_root.Open(Time));
    }

    public SwiftTime Time { get; } = new();

    public ScriptedServer Server { get; }

    public CredentialStore Store { get; }

    public LogLines Log { get; } = new();

    public string Folder => _root.Home.Path;

    /// <summary>What the server was shown, in order.</summary>
    public string[] Exchanged => [.. Server.Requests.Select(static request => request.Values(SampleRefresher.Header).Single())];

    public Credential Stored => Store.Find(Name)!;

    public static Answer Next(string access, string refresh, int seconds = 3600) => Answer.Ok($"{access} {refresh} {seconds}");

    /// <summary>As another process would have it: nothing held, nothing open.</summary>
    public SecretKeeper OpenKeeper(Redactor? redactor = null, HttpMessageHandler? transport = null, Uri? server = null)
    {
        redactor ??= new Redactor();
        RefreshExchange exchange = Keep(new RefreshExchange(redactor, Time, transport));
        return Keep(new SecretKeeper(
            Keep(_root.Open(Time)), _ => new SampleRefresher(server ?? Server.Uri, _leeway), exchange, redactor, new Random(1), Time, Log.CreateLogger<SecretKeeper>()));
    }

    public async Task<RefreshFixture> SaveAsync(CredentialKind kind = CredentialKind.OAuth, Func<Credential, Credential>? change = null)
    {
        Credential draft = TestStore.Draft(Name, kind) with
        {
            CanRefresh = kind == CredentialKind.OAuth,
            ExpiresAt = Time.GetUtcNow().AddHours(1),
            RefreshAt = RefreshSchedule.RefreshAt(Time.GetUtcNow(), Time.GetUtcNow().AddHours(1)),
        };
        using TokenSet set = new(Text("access-1"), Text("refresh-1"), Text("client"));
        using SecretBuffer packed = set.Pack(kind);
        await Store.SaveAsync(change?.Invoke(draft) ?? draft, packed.Memory, AuditNote.None, TestContext.Current.CancellationToken);
        return this;
    }

    public (string Secret, string RefreshToken) Reveal()
    {
        using SecretBuffer stored = Store.OpenSecret(Name, AuditNote.None);
        using TokenSet set = TokenSet.Open(Stored.Kind, stored);
        return (Text(set.Secret), Text(set.RefreshToken));
    }

    public static async Task<string> GetAsync(SecretKeeper keeper)
    {
        using SecretChars text = (await keeper.GetAsync(Name, TestContext.Current.CancellationToken)).ToChars();
        return text.Chars.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Reverse();
        _parts.ForEach(static part => part.Dispose());
        await Server.DisposeAsync();
        _root.Dispose();
    }

    private static SecretBuffer Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Text(SecretBuffer secret) => Encoding.UTF8.GetString(secret.Bytes);

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }
}
