using System.Management.Automation;
using System.Security;
using DevFlow.Core.Credentials;

namespace DevFlow.PowerShell.Binding;

/// <summary>
/// Reads the vaults of SecretManagement by its own cmdlets, where they are installed; only on the pipeline thread. A vault that is a view
/// of DevFlow's own store is left out.
/// </summary>
internal sealed class SecretVaults(CommandInvocationIntrinsics session, ImportDrafts drafts)
{
    private const string ListScript = """
        param($vault)
        $own = @(Get-SecretVault -ErrorAction Stop | Where-Object ModuleName -In 'DevFlow', 'DevFlow.Extension' | ForEach-Object Name)
        $asked = if ($vault) { @{ Vault = $vault } } else { @{} }
        Get-SecretInfo @asked -ErrorAction Stop | Where-Object VaultName -NotIn $own | ForEach-Object { [pscustomobject]@{ Name = [string]$_.Name; Vault = [string]$_.VaultName } }
        """;

    private const string ReadScript = "param($name, $vault) , (Get-Secret -Name $name -Vault $vault -ErrorAction Stop)";

    /// <summary>What the vaults hold under names that fit; what cannot be taken is told.</summary>
    public IReadOnlyList<FoundCredential> Find(string? vault, IReadOnlyList<NamePattern> names, ImportRequest request, Action<string> tell)
    {
        if (session.GetCommand("Get-SecretInfo", CommandTypes.All) is null)
        {
            throw new DevFlowException(
                ErrorReason.NotFound, "SecretManagement is not installed: there is no command Get-SecretInfo.", "Run: Install-PSResource Microsoft.PowerShell.SecretManagement");
        }

        List<FoundCredential> found = [];
        foreach (PSObject info in Invoke(ListScript, vault))
        {
            string name = (string)info.Properties["Name"].Value;
            string source = (string)info.Properties["Vault"].Value;
            if (names.Any(pattern => pattern.Fits(name)) && Read(name, source, request, tell) is FoundCredential one)
            {
                found.Add(one);
            }
        }

        return found;
    }

    private FoundCredential? Read(string name, string vault, ImportRequest request, Action<string> tell)
    {
        object? value = Invoke(ReadScript, name, vault).FirstOrDefault()?.BaseObject;
        (string? account, SecretBuffer? text) = value switch
        {
            SecureString secure => (request.Account, SecureText.ToBuffer(secure)),
            string plain => (request.Account, SecretBuffer.FromChars(plain)),
            PSCredential pair => (pair.UserName, SecureText.ToBuffer(pair.Password)),
            _ => (null, null),
        };
        if (text is null)
        {
            tell($"'{name}' of the vault '{vault}' is neither text nor a PSCredential, and was left out.");
            return null;
        }

        using (text)
        {
            SecretBuffer? secret = SecretLine.Parse(text.Bytes, $"'{name}' of the vault '{vault}'");
            string? platform = request.Platform ?? (secret is null ? null : drafts.Shape.OwnerOf(secret));
            if (secret is null || platform is null)
            {
                secret?.Dispose();
                tell($"'{name}' of the vault '{vault}' does not tell its platform, and was left out; name it with -Platform.");
                return null;
            }

            FoundCredential found = drafts.Create(drafts.Shape.KindOf(secret, account), platform, request.HostName, account, secret, $"the vault '{vault}'");
            return found with { Draft = found.Draft with { Name = name } };
        }
    }

    private System.Collections.ObjectModel.Collection<PSObject> Invoke(string script, params object?[] arguments)
    {
        try
        {
            return session.InvokeScript($"& {{ {script} }} @args", useNewScope: true, System.Management.Automation.Runspaces.PipelineResultTypes.None, null, arguments);
        }
        catch (RuntimeException error)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"SecretManagement answers: {error.Message}", "Unlock the vault, and try Get-Secret by itself.", error);
        }
    }
}
