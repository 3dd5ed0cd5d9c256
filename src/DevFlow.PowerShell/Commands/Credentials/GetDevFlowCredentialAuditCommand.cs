using System.Management.Automation;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Reads the audit log of the credential store, each entry verified together with all before it.</summary>
[Cmdlet(VerbsCommon.Get, "DevFlowCredentialAudit")]
[OutputType(typeof(AuditEntry))]
public sealed class GetDevFlowCredentialAuditCommand : AsyncDevFlowCmdlet
{
    /// <summary>Names of credentials, also of removed ones, with wildcards; all entries by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("CredentialName")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only these operations.</summary>
    [Parameter]
    public AuditOperation[]? Operation { get; set; }

    /// <summary>Only what was done at this moment or later.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only what was done before this moment.</summary>
    [Parameter]
    public DateTimeOffset? Until { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (NamePattern? pattern in Name?.Select(static name => new NamePattern(name)) ?? [null])
        {
            // The log holds no names. By a plain one a removed credential is found, too; a pattern fits those there are.
            AuditQuery query = new(pattern is { IsPlain: true } ? pattern.ToString() : null, Operation, Since, Until);
            await foreach (AuditEntry entry in EngineHost.Engine.Credentials.ReadAuditAsync(query, cancellationToken).ConfigureAwait(false))
            {
                if (pattern is null || (entry.Name is string name && pattern.Fits(name)))
                {
                    await EmitAsync(entry).ConfigureAwait(false);
                }
            }
        }
    }
}
