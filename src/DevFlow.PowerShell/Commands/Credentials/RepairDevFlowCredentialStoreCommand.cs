using System.Management.Automation;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Makes a damaged credential store usable again: sets damaged files aside and goes on with what can be authenticated.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "DevFlowCredentialStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(StoreRepair))]
public sealed class RepairDevFlowCredentialStoreCommand : StoreChangeCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        CredentialStore store = EngineHost.Engine.Credentials;
        StoreReport report = await store.VerifyAsync(cancellationToken).ConfigureAwait(false);

        // Who may read a file is for its owner to decide: the finding says how.
        StoreFinding[] damage = [.. report.Findings.Where(static finding => finding is { IsFault: true, Kind: not StoreFindingKind.Shared })];
        if (damage.Length == 0)
        {
            await EmitAsync(new StoreRepair { RepairedAt = report.VerifiedAt, Found = [], SetAside = [], Left = report.Findings }).ConfigureAwait(false);
            return;
        }

        string action = $"Set aside what is damaged and go on without it: {string.Join(" ", damage.Select(static finding => finding.Message))}";
        if (await ConfirmAsync("the credential store", action).ConfigureAwait(false))
        {
            await EmitAsync(await store.RepairAsync(Note, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }
}
