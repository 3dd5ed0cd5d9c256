using DevFlow.Sandbox.Auth;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Auth;

/// <summary>An OAuth server with one public client and a clock that stands still; owners are plain names.</summary>
internal sealed class OAuthFixture
{
    public const string Callback = "http://127.0.0.1:7777/callback";
    public static readonly string Verifier = new('v', 43);

    private int _issued;

    public OAuthFixture(OAuthPolicy? policy = null)
    {
        Tokens = new(Clock);
        OAuthForms<string> forms = new(
            spec => $"{(spec.IsRefresh ? "refresh" : "access")}-{Next()}", () => $"code-{Next()}", () => $"device-{Next()}", () => $"ABCD-{Next():D4}");
        Server = new(Tokens, forms, Clock);
        Client = new("client-1", "Client", policy ?? Policy) { RedirectUris = [Callback] };
        Server.Register(Client);
    }

    public static OAuthPolicy Policy { get; } = new()
    {
        Kind = "oauth",
        AccessLife = TimeSpan.FromHours(2),
        RefreshLife = TimeSpan.FromDays(30),
        DeviceLife = TimeSpan.FromMinutes(5),
    };

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));

    public TokenRegistry<string> Tokens { get; }

    public OAuthServer<string> Server { get; }

    public OAuthClient Client { get; }

    public TokenPair<string> Issue() => Server.Issue(Client, "ada", ["api"]);

    public TokenStatus StatusOf(string? secret) => Tokens.Find(secret, out _);

    public string Authorize(string? challenge = null, string? method = Pkce.S256, string? redirectUri = Callback)
    {
        Assert.Equal(
            OAuthOutcome.Granted,
            Server.Authorize(Client, "ada", new(["api"], redirectUri, challenge ?? Pkce.Hash(Verifier), method), out string code));
        return code;
    }

    private int Next() => Interlocked.Increment(ref _issued);
}
