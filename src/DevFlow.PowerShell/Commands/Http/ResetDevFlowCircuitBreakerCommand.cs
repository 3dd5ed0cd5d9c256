using System.Management.Automation;
using DevFlow.Core.Http;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Closes circuit breakers and forgets the failures that opened them.</summary>
[Cmdlet(VerbsCommon.Reset, "DevFlowCircuitBreaker", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(CircuitBreaker))]
public sealed class ResetDevFlowCircuitBreakerCommand : AsyncDevFlowCmdlet
{
    /// <summary>The hosts, by their origins, with wildcards, or breaker objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Host")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CircuitHostCompleter))]
    public string HostName { get; set; } = "";

    /// <summary>The classes of calls, with wildcards; all of the host by default.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CircuitBucketCompleter))]
    public string Bucket { get; set; } = "*";

    /// <summary>Writes the breakers as they stand then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        HostBook hosts = EngineHost.Engine.Hosts;
        NamePattern bucket = new(Bucket);
        foreach (CircuitBreaker breaker in NamedItems.Select(hosts.ListCircuits(), [HostName], static one => one.Host, "circuit breaker of").Where(one => bucket.Fits(one.Bucket)))
        {
            if (ShouldProcess($"{breaker.Host} {breaker.Bucket}".TrimEnd(), "Close the circuit breaker") && hosts.ResetCircuit(breaker.Host, breaker.Bucket) is { } reset && PassThru)
            {
                await EmitAsync(reset).ConfigureAwait(false);
            }
        }
    }
}
