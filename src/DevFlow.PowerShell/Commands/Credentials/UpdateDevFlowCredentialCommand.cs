using System.Management.Automation;
using System.Security;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Renews stored credentials: refreshes logins, rotates tokens, replaces webhook secrets.</summary>
[Cmdlet(VerbsData.Update, "DevFlowCredential", DefaultParameterSetName = RefreshSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Credential))]
public sealed class UpdateDevFlowCredentialCommand : AsyncDevFlowCmdlet
{
    private const string RefreshSet = "Refresh";
    private const string RotateSet = "Rotate";
    private const string SecretSet = "Secret";
    private const string DueSet = "Due";

    /// <summary>Names, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = RefreshSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = RotateSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = SecretSet)]
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = DueSet)]
    [Alias("CredentialName")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Replace the token by a new one that the platform makes; the old one is dead at once.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RotateSet)]
    public SwitchParameter Rotate { get; set; }

    /// <summary>When the rotated token shall end; the platform decides by default.</summary>
    [Parameter(ParameterSetName = RotateSet)]
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The new secret of a webhook source.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SecretSet)]
    public SecureString Secret { get; set; } = null!;

    /// <summary>How long the previous webhook secret is accepted.</summary>
    [Parameter(ParameterSetName = SecretSet)]
    [Seconds]
    [NotNegative]
    public TimeSpan KeepPrevious { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Refresh only the logins that end soon.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DueSet)]
    public SwitchParameter Due { get; set; }

    /// <summary>What soon means: at least as long as it takes until the next run.</summary>
    [Parameter(ParameterSetName = DueSet)]
    [Seconds]
    [NotNegative]
    public TimeSpan Within { get; set; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        SecretKeeper keeper = EngineHost.Engine.Secrets;
        IEnumerable<Credential> chosen = NamedItems.Select(
            EngineHost.Engine.Credentials.List(), Name, static c => c.Name, "stored credential", ErrorReason.CredentialNotFound);
        if (Due)
        {
            // Asked of all before the first is renewed: PowerShell asks on its own thread only.
            Credential[] confirmed = [.. chosen.Where(c => ShouldProcess(c.Name, "Refresh the login where it is due"))];
            await foreach ((Credential credential, DevFlowException? error) in keeper.RenewDueAsync(
                confirmed, Within, cancellationToken).ConfigureAwait(false))
            {
                if (error is null)
                {
                    await EmitAsync(credential).ConfigureAwait(false);
                }
                else
                {
                    await EmitErrorAsync(error).ConfigureAwait(false);
                }
            }

            return;
        }

        foreach (Credential credential in chosen)
        {
            if (!await ConfirmAsync(credential.Name, Describe()).ConfigureAwait(false))
            {
                continue;
            }

            try
            {
                await EmitAsync(await UpdateAsync(keeper, credential, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (DevFlowException error)
            {
                await EmitErrorAsync(error).ConfigureAwait(false);
            }
        }
    }

    private string Describe() => ParameterSetName switch
    {
        RotateSet => "Have the platform replace the token; the old one is dead at once",
        SecretSet => "Replace the webhook secret",
        _ => "Refresh the login",
    };

    private async Task<Credential> UpdateAsync(SecretKeeper keeper, Credential credential, CancellationToken cancellationToken)
    {
        if (ParameterSetName == SecretSet)
        {
            using SecretBuffer next = SecureText.ToBuffer(Secret);
            return await keeper.ReplaceWebhookSecretAsync(credential.Name, next, KeepPrevious, cancellationToken).ConfigureAwait(false);
        }

        RefreshAction action = Rotate ? RefreshAction.Rotate
            : credential.Kind == CredentialKind.AppKey ? RefreshAction.Mint
            : RefreshAction.Refresh;
        return await keeper.RenewAsync(credential.Name, action, ExpiresAt, cancellationToken).ConfigureAwait(false);
    }
}
