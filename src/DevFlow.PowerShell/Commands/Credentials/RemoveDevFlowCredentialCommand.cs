using System.Management.Automation;
using DevFlow.Core.Credentials;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Commands;

/// <summary>Removes stored credentials, also those that cannot be read any more.</summary>
[Cmdlet(VerbsCommon.Remove, "DevFlowCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveDevFlowCredentialCommand : StoreChangeCmdlet
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("CredentialName")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CredentialCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (string name in Name.SelectMany(Resolve))
        {
            if (await ConfirmAsync(name, "Remove the credential and its secret").ConfigureAwait(false)
                && !await EngineHost.Engine.CredentialEditor.RemoveAsync(name, Note, cancellationToken).ConfigureAwait(false))
            {
                await EmitErrorAsync(CredentialStore.NotFound(name)).ConfigureAwait(false);
            }
        }
    }

    // A plain name is not looked for in the list: what cannot be read any more is not in it. A credential whose own name reads like a
    // pattern is meant alone, or piping [x] would remove x.
    private static IEnumerable<string> Resolve(string name)
    {
        NamePattern pattern = new(name);
        if (pattern.IsPlain)
        {
            return [pattern.ToString()];
        }

        string[] names = [.. EngineHost.Engine.Credentials.List().Select(static c => c.Name)];
        return Array.Find(names, one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase)) is string own ? [own] : names.Where(pattern.Fits);
    }
}
