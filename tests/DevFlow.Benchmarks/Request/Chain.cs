using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Limits;
using DevFlow.Core.Logging;
using DevFlow.GitHub;
using Microsoft.Extensions.Logging;

namespace DevFlow.Benchmarks.Request;

/// <summary>The engine's HTTP chain for a GitHub connection, wired as the engine wires it, -Verbose not asked for.</summary>
internal static class Chain
{
    private static readonly Uri AnyAddress = new("http://127.0.0.1/");

    /// <param name="api">The API's address.</param>
    /// <param name="transport">What stands in for the sockets; null for the real ones.</param>
    public static HttpMessageHandler Over(Uri? api = null, HttpMessageHandler? transport = null)
    {
        LoggerFactory loggers = new([new EngineLoggerProvider(new Redactor())], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        HttpMetrics metrics = new();
        HttpChain chain = new(Limiters.Private(TimeProvider.System), new HostBook(TimeProvider.System, metrics), cache: null, metrics, loggers, TimeProvider.System, transport);
        SecretChars secret = new("ghp_0123456789abcdefghijABCDEFGHIJ012345"u8);
        return chain.For(new ConnectionScope("bench", "github", new GitHubPlugin(), api ?? AnyAddress, CredentialKind.Token, "octocat", secret));
    }
}
