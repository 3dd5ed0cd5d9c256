using DevFlow.Core;
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
    /// <param name="home">Where answers are kept; null to keep none.</param>
    /// <param name="token">What is sent; null for one that nobody takes.</param>
    public static HttpMessageHandler Over(Uri? api = null, HttpMessageHandler? transport = null, HomeFolder? home = null, CurrentSecret? token = null)
    {
        LoggerFactory loggers = new([new EngineLoggerProvider(new Redactor())], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        HttpMetrics metrics = new();
        AnswerCache? cache = home is null ? null : new AnswerCache(home, loggers.CreateLogger<AnswerCache>(), TimeProvider.System);
        Limiters limiters = Limiters.Private(TimeProvider.System);
        HttpChain chain = new(limiters, new HostBook(TimeProvider.System, metrics), cache, metrics, loggers, TimeProvider.System, transport);
        CurrentSecret secret = token ?? new CurrentSecret(CredentialKind.Token, "octocat", new SecretBuffer("ghp_0123456789abcdefghijABCDEFGHIJ012345"u8));
        ConnectionScope scope = new("bench", "github", new GitHubPlugin(), api ?? AnyAddress, new GivenSecret(secret));
        HttpMessageHandler handler = chain.For(scope);

        // A bench makes in a second what GitHub allows in hours: every limit is passed, none holds a call back.
        foreach (RateLimitPolicy policy in scope.Plugin.Limits!.Policies)
        {
            limiters.For(scope).Override(policy.Name, new RateLimitOverride { Limit = int.MaxValue });
        }

        return handler;
    }
}
