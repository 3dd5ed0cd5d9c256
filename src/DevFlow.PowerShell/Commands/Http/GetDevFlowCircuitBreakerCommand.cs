using System.Management.Automation;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Shows the circuit breakers of the hosts this session has called.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowCircuitBreaker")]
[OutputType(typeof(CircuitBreaker))]
public sealed class GetDevFlowCircuitBreakerCommand : AsyncDevFlowCmdlet
{
    /// <summary>Only hosts of this origin, with wildcards, such as https://api.github.com.</summary>
    [Parameter(Position = 0)]
    [Alias("Host")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CircuitHostCompleter))]
    public string HostName { get; set; } = "*";

    /// <summary>Only calls of this class, with wildcards, such as core.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CircuitBucketCompleter))]
    public string Bucket { get; set; } = "*";

    /// <summary>Only those that are in this state.</summary>
    [Parameter]
    public CircuitState? State { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        NamePattern host = new(HostName);
        NamePattern bucket = new(Bucket);
        foreach (CircuitBreaker breaker in EngineHost.Engine.Hosts.ListCircuits().Where(one => host.Fits(one.Host) && bucket.Fits(one.Bucket) && (State is null || one.State == State)))
        {
            await EmitAsync(breaker).ConfigureAwait(false);
        }
    }
}
