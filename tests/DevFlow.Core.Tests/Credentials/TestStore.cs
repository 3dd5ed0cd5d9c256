using System.Text;
using DevFlow.Core.Credentials;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>A home of its own with a key file outside it; both are gone afterwards.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("devflow-store-");

    public TestStore()
    {
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { [KeySource.FileVariable] = KeyPath };
        Home = HomeFolder.Open(Path.Combine(_root.FullName, "home"));
    }

    public Dictionary<string, string?> Environment { get; }

    public string Root => _root.FullName;

    public string KeyPath => Path.Combine(_root.FullName, "keys", "root.key");

    public HomeFolder Home { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    public string[] Files => Directory.GetFiles(Path.Combine(Home.Path, "credentials", "c"), "*.dfc");

    public static Credential Draft(string name = "github", CredentialKind kind = CredentialKind.Token) => new()
    {
        Name = name,
        Kind = kind,
        Platform = "github",
        Origin = new Uri("https://api.github.com/"),
        Account = "octocat",
        Scopes = ["repo", "read:org"],
        ExpiresAt = new DateTimeOffset(2027, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        StoredAt = default,
        Version = 0,
    };

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Reveal(CredentialStore store, string name = "github")
    {
        using SecretBuffer secret = store.OpenSecret(name, AuditNote.None);
        using SecretChars chars = secret.ToChars();
        return chars.Chars.ToString();
    }

    /// <summary>As another process would open it: nothing cached.</summary>
    public CredentialStore Open(TimeProvider? time = null) =>
        Open(Home, time ?? Time, name => Environment.GetValueOrDefault(name));

    /// <summary>A store whose log is begun anew after few lines.</summary>
    public CredentialStore Open(LedgerLimits limits) => Open(Home, Time, name => Environment.GetValueOrDefault(name), limits);

    public static CredentialStore Open(HomeFolder home, TimeProvider time, Func<string, string?> environment, LedgerLimits? limits = null)
    {
        StoreFolder folder = new(home, time);
        return new CredentialStore(folder, new StoreUnlocker(folder, new KeyHolders(new KeySource(environment), commandPatience: TimeSpan.FromSeconds(2)), time), time, NullLogger<CredentialStore>.Instance, limits);
    }

    /// <summary>Another file of the store.</summary>
    public string StoreFile(params string[] parts) => Path.Combine([Home.Path, "credentials", .. parts]);

    /// <summary>All files of the store as they are now, but for the locks.</summary>
    public Dictionary<string, byte[]> Snapshot() =>
        Directory.GetFiles(StoreFile(), "*", SearchOption.AllDirectories)
            .Where(static path => !path.EndsWith(".lock", StringComparison.Ordinal))
            .ToDictionary(static path => path, File.ReadAllBytes, StringComparer.Ordinal);

    /// <summary>Puts files of a snapshot back.</summary>
    public static void PutBack(Dictionary<string, byte[]> snapshot, Func<string, bool>? which = null)
    {
        foreach ((string path, byte[] content) in snapshot.Where(file => which?.Invoke(file.Key) ?? true))
        {
            File.WriteAllBytes(path, content);
        }
    }

    /// <summary>A store with one credential, and the path of its file.</summary>
    public async Task<string> SaveOneAsync(string name = "github", string secret = "correct horse battery staple")
    {
        string[] before = Directory.Exists(Path.Combine(Home.Path, "credentials", "c")) ? Files : [];
        using CredentialStore store = Open();
        await store.SaveAsync(Draft(name), Bytes(secret), AuditNote.None, TestContext.Current.CancellationToken);
        return Files.Except(before, StringComparer.Ordinal).Single();
    }

    public void Dispose() => _root.Delete(recursive: true);
}
