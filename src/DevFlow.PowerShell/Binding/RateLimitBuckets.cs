using DevFlow.Core;
using DevFlow.Core.Connections;
using DevFlow.Core.Limits;

namespace DevFlow.PowerShell.Binding;

/// <summary>The rate limits of a connection, by the names users give them: a limit's own stands for all of its buckets.</summary>
internal sealed class RateLimitBuckets(Engine engine, Connection connection)
{
    /// <summary>The limits there are: those the platform declares, and those its answers have told of.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. StandardLimits.Of(engine.Plugins.Get(connection.Platform)).Policies.Select(static policy => policy.Name)
            .Concat(List(includeQuiet: true).Select(static limit => PolicyOf(limit.Bucket)))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The limit that a bucket is one of: what follows a slash says which.</summary>
    public static string PolicyOf(string bucket) => bucket.Split('/')[0];

    public static bool Fits(NamePattern name, string bucket) => name.Fits(bucket) || name.Fits(PolicyOf(bucket));

    public static DevFlowException NotFound(string where, string name, IEnumerable<string> names) =>
        new(ErrorReason.NotFound, $"{where} has no limit '{name}'. There are: {string.Join(", ", names)}.", "Name one of those.") { Target = name };

    /// <summary>How they stand.</summary>
    /// <param name="includeQuiet">Also those that no answer tells of and that are far from their limit.</param>
    /// <param name="plan">Calls to come.</param>
    public RateLimit[] List(bool includeQuiet, RateLimitPlan? plan = null) =>
        [.. engine.Limits.List(includeQuiet, plan).Where(limit => string.Equals(limit.Connection, connection.Name, StringComparison.OrdinalIgnoreCase))];

    /// <exception cref="DevFlowException">There is no limit of this name (<see cref="ErrorReason.NotFound"/>).</exception>
    public void Require(string bucket)
    {
        if (!Names.Contains(PolicyOf(bucket), StringComparer.OrdinalIgnoreCase))
        {
            throw NotFound($"'{connection.Name}'", PolicyOf(bucket), Names);
        }
    }

    /// <summary>Asks the platform by one small call. A refusal for an exhausted limit answers the question too.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await engine.Connections.Open(connection).Api.GetIdentityAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DevFlowException refused) when (refused.Reason == ErrorReason.RateLimited && List(includeQuiet: true).Length > 0)
        {
        }
    }
}
