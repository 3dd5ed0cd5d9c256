using System.Management.Automation;
using DevFlow.Core;
using DevFlow.Core.Http;
using DevFlow.Core.Limits;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Waits until rate-limit buckets of a connection have room for so many units, without taking them.</summary>
[Cmdlet(VerbsLifecycle.Wait, "DevFlowRateLimit")]
[OutputType(typeof(RateLimit))]
public sealed class WaitDevFlowRateLimitCommand : AsyncDevFlowCmdlet
{
    private const int DefaultMaxWaitSeconds = 2 * 3600;

    /// <summary>The connection, by name or object; the only or default one where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Connection { get; set; }

    /// <summary>The buckets, with wildcards; all by default.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string Bucket { get; set; } = "*";

    /// <summary>How many units each of them shall have left.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long Units { get; set; } = 1;

    /// <summary>The longest wait: a time span, or a number of seconds; two hours by default.</summary>
    [Parameter]
    [Seconds]
    [NotNegative]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(DefaultMaxWaitSeconds);

    /// <summary>Writes the buckets as they stand then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Engine engine = EngineHost.Engine;
        Connection connection = engine.Connections.Resolve(Connection);
        NamePattern bucket = new(Bucket);
        RateLimitRoom room = new(TimeProvider.System);
        CallOptions options = CallScope.Current = new() { MaxWait = MaxWait, Observer = Pump };
        RateLimitBuckets buckets = new(engine, connection);
        if (bucket.IsPlain)
        {
            buckets.Require(Bucket);
        }

        if (buckets.List(includeQuiet: true).Length == 0)
        {
            // Nothing is known at the beginning of a session: other processes, or others altogether, may have used it up.
            await buckets.AskAsync(cancellationToken).ConfigureAwait(false);
        }

        RateLimit[] Meant() => [.. buckets.List(includeQuiet: Bucket != "*").Where(limit => RateLimitBuckets.Fits(bucket, limit.Bucket))];

        foreach (RateLimit limit in await room.WaitAsync(connection.Name, Meant, Units, options, cancellationToken).ConfigureAwait(false))
        {
            if (PassThru)
            {
                await EmitAsync(limit).ConfigureAwait(false);
            }
        }
    }
}
