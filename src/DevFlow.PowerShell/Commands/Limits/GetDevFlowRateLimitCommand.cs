using System.Management.Automation;
using DevFlow.Core;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows the rate-limit buckets of the connections, as the platforms' own answers reported them.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowRateLimit")]
[OutputType(typeof(RateLimit), typeof(RateLimitForecast))]
public sealed class GetDevFlowRateLimitCommand : PlatformCmdlet
{
    /// <summary>Only this connection: a name with wildcards, or a connection object.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string Connection { get; set; } = "*";

    /// <summary>Only connections to this platform.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    public string? Platform { get; set; }

    /// <summary>Only buckets of this name, with wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string Bucket { get; set; } = "*";

    /// <summary>Ask the platform again, by one small call a connection, instead of showing the newest answer's word.</summary>
    [Parameter]
    public SwitchParameter Refresh { get; set; }

    /// <summary>Show whether and when each bucket will be empty, told from how it has been used so far.</summary>
    [Parameter]
    public SwitchParameter Forecast { get; set; }

    /// <summary>The same with so many calls to come on top, and when the last of them can be made.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long Plan { get; set; }

    /// <summary>How many of the planned calls are made in a second while nothing holds them up.</summary>
    [Parameter]
    [ValidateRange(0.001, 10_000)]
    public double PlanRate { get; set; } = 5;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Engine engine = EngineHost.Engine;
        NamePattern name = new(Connection);
        NamePattern bucket = new(Bucket);
        if (name.IsPlain)
        {
            engine.Connections.Resolve(Connection);
        }

        SortedSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (Connection connection in engine.Connections.List().Where(c => name.Fits(c.Name) && (Platform is null || string.Equals(c.Platform, Platform, StringComparison.OrdinalIgnoreCase))))
        {
            RateLimitBuckets buckets = new(engine, connection);
            if (Refresh || buckets.List(includeQuiet: true).Length == 0)
            {
                try
                {
                    await buckets.AskAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (DevFlowException failed)
                {
                    // A server that is gone must not hide the limits of the connections after it.
                    await EmitErrorAsync(failed).ConfigureAwait(false);
                    continue;
                }
            }

            if (bucket.IsPlain)
            {
                names.UnionWith(buckets.Names);
            }

            foreach (RateLimit limit in Shown(buckets).Where(limit => RateLimitBuckets.Fits(bucket, limit.Bucket)))
            {
                if (!Forecast && Plan == 0)
                {
                    await EmitAsync(limit).ConfigureAwait(false);
                }
                else if (limit.Forecast is { } forecast)
                {
                    await EmitAsync(forecast).ConfigureAwait(false);
                }
            }
        }

        if (names.Count > 0 && !names.Contains(RateLimitBuckets.PolicyOf(Bucket)))
        {
            throw RateLimitBuckets.NotFound(name.IsPlain ? $"'{Connection}'" : "No connection", Bucket, names);
        }
    }

    // What answers tell of, or else what is reckoned; and whatever is asked for by its name.
    private RateLimit[] Shown(RateLimitBuckets buckets)
    {
        RateLimitPlan? plan = Plan > 0 ? new RateLimitPlan(Plan, PlanRate) : null;
        RateLimit[] told = buckets.List(includeQuiet: Bucket != "*", plan);
        return told.Length > 0 ? told : buckets.List(includeQuiet: true, plan);
    }
}
