using DevFlow.Core.Http;

namespace DevFlow.Core.Connections;

/// <summary>One look at whether a connection works: who the platform says it is, how long that took, and how the clocks compare.</summary>
internal sealed class ConnectionTest(Connection connection, DateTimeOffset? endsAt, TimeProvider time)
{
    public const string SetTheClock = "Let the machine take its time from a time server: signatures, expiry and rate-limit windows depend on it.";

    // A GitHub App's own token is refused from a minute on.
    private static readonly TimeSpan LargestOffset = TimeSpan.FromSeconds(30);

    /// <summary>True where clocks differ by more than does no harm.</summary>
    public static bool IsLarge(TimeSpan offset) => offset.Duration() > LargestOffset;

    /// <param name="open">Opens the connection; what keeps it from being opened is an answer, too.</param>
    /// <param name="chain">The way out.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ConnectionHealth> RunAsync(Func<ConnectionScope> open, HttpChain chain, CancellationToken cancellationToken)
    {
        ConnectionHealth health = new()
        {
            Connection = connection.Name,
            Platform = connection.Platform,
            ApiUri = connection.ApiUri,
            TokenKind = connection.TokenKind,
            ExpiresAt = endsAt,
            CheckedAt = time.GetUtcNow(),
        };
        try
        {
            ConnectionScope scope = open();
            // Not disposed, for the chain below it is the engine's.
            AnswerTimes times = new(chain.For(scope), time);
            Identity identity = await scope.Plugin.OpenApi(scope.ApiUri, times).GetIdentityAsync(cancellationToken).ConfigureAwait(false);
            return Judge(health with
            {
                Account = identity.Account,
                Scopes = [.. identity.Scopes],
                ExpiresAt = identity.ExpiresAt ?? endsAt,
                Latency = times.Latency,
                ClockOffset = times.ClockOffset,
                Unchecked = identity.Unchecked,
            });
        }
        catch (DevFlowException failed)
        {
            return health with { Problem = failed.Message, Fix = failed.RecommendedAction, Reason = failed.Reason };
        }
    }

    private ConnectionHealth Judge(ConnectionHealth health)
    {
        if (!string.Equals(health.Account, connection.Account, StringComparison.OrdinalIgnoreCase))
        {
            return health with
            {
                Problem = $"The credential belongs to {health.Account}, but the connection was made for {connection.Account}.",
                Fix = "Connect again with Connect-DevFlowPlatform, with a credential of the account that is meant.",
            };
        }

        if (health.ExpiresAt - health.CheckedAt <= Credential.ExpiryNotice)
        {
            return health with
            {
                Problem = $"The credential ends at {health.ExpiresAt:u}.",
                Fix = "Make a new one at the platform and connect again; Update-DevFlowCredential renews those that can be.",
            };
        }

        return health.ClockOffset is { } offset && IsLarge(offset)
            ? health with
            {
                Problem = $"This machine's clock is {offset.Duration().TotalSeconds:F0} s {(offset > TimeSpan.Zero ? "ahead of" : "behind")} the platform's.",
                Fix = SetTheClock,
            }
            : health;
    }
}
