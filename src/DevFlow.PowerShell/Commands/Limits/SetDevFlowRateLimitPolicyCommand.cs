using System.Management.Automation;
using DevFlow.Core;
using DevFlow.Core.Connections;
using DevFlow.Core.Limits;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Changes for this session how much of a rate limit is used, and whether a hidden one is explored.</summary>
[Cmdlet(VerbsCommon.Set, "DevFlowRateLimitPolicy", DefaultParameterSetName = ChangeSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class SetDevFlowRateLimitPolicyCommand : AsyncDevFlowCmdlet
{
    private const string ChangeSet = "Change";
    private const string DefaultSet = "Default";

    /// <summary>The connection, by name or object; the only or default one where omitted.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public string? Connection { get; set; }

    /// <summary>The limit, as Get-DevFlowRateLimit names it, without what follows a slash.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BucketCompleter))]
    public string Bucket { get; set; } = "";

    /// <summary>The most units to use of it; what the platform tells or publishes where omitted.</summary>
    [Parameter(ParameterSetName = ChangeSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Limit { get; set; }

    /// <summary>The share of it, in percent, that is left to others who use the same account.</summary>
    [Parameter(ParameterSetName = ChangeSet)]
    [ValidateRange(0, 99)]
    public int ReservePercent { get; set; }

    /// <summary>Whether to look for more than is published of a limit that answers do not tell of.</summary>
    [Parameter(ParameterSetName = ChangeSet)]
    public bool? Learn { get; set; }

    /// <summary>Takes all changes of this limit back.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DefaultSet)]
    public SwitchParameter Default { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Engine engine = EngineHost.Engine;
        Connection connection = engine.Connections.Resolve(Connection);
        string policy = RateLimitBuckets.PolicyOf(Bucket);
        new RateLimitBuckets(engine, connection).Require(policy);
        RateLimitOverride? change = Default ? null : new RateLimitOverride { Limit = Limit, ReservePercent = ReservePercent, IsLearned = Learn };
        if (change == new RateLimitOverride() && !MyInvocation.BoundParameters.ContainsKey(nameof(ReservePercent)))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"Nothing is said about how to change the limit '{policy}' of '{connection.Name}'.", "Give -Limit, -ReservePercent or -Learn, or take changes back with -Default.") { Target = policy };
        }

        if (ShouldProcess($"{connection.Name} {policy}", Default ? "Take the changes of the limit back" : "Change the limit for this session"))
        {
            PlatformSession session = engine.Connections.Open(connection);

            // Whose limits they are, the secret in use tells.
            await session.Scope.Secrets.GetAsync(cancellationToken).ConfigureAwait(false);
            engine.Limits.For(session.Scope).Override(policy, change);
        }
    }
}
