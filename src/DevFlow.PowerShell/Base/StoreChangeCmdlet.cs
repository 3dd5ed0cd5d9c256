using System.Management.Automation;
using DevFlow.Core.Credentials;

namespace DevFlow.PowerShell;

/// <summary>The base of the cmdlets that change the credential store: its audit log may be told why.</summary>
public abstract class StoreChangeCmdlet : AsyncDevFlowCmdlet
{
    /// <summary>Why, for the audit log.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>What the audit log is told.</summary>
    private protected AuditNote Note => new(Why: Reason);
}
