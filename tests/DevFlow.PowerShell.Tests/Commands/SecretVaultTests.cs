using System.Collections;
using System.Management.Automation;
using System.Security;
using DevFlow.PowerShell.Tests.Contexts;
using DevFlow.PowerShell.Tests.EndToEnd;
using DevFlow.TestKit;
using Microsoft.PowerShell.SecretManagement;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>The vault, called as SecretManagement calls one: by the name of its module, inside of the module it belongs to, with its own parameters.</summary>
[Collection(HostedSession.Collection)]
public sealed class SecretVaultTests : IDisposable
{
    private readonly HostedSession _session = new();

    public SecretVaultTests()
    {
        _session.Set("extension", RepositoryRoot.File("DevFlow.Extension", "DevFlow.Extension.psd1"));
        _session.Run("Import-Module $extension -Global -Function @()");
    }

    public void Dispose()
    {
        _session.Run("Remove-Module DevFlow.Extension");
        _session.Dispose();
    }

    [Fact]
    public void The_module_has_every_function_and_parameter_that_SecretManagement_asks_of_a_vault()
    {
        Assert.Equal("Get-Secret, Get-SecretInfo, Remove-Secret, Set-Secret, Test-SecretVault, Unlock-SecretVault", _session.Get<string>("$m = Get-Module DevFlow.Extension; $m.ExportedCommands.Keys -join ', '"));
        foreach (string needed in (string[])["Get-Secret Name", "Set-Secret Name Secret Metadata", "Remove-Secret Name", "Get-SecretInfo Filter", "Test-SecretVault", "Unlock-SecretVault Password"])
        {
            _session.Set("needed", needed.Split(' ')[1..]);
            Assert.True(_session.Get<bool>($"$p = $m.ExportedCommands['{needed.Split(' ')[0]}'].Parameters; -not @($needed + 'VaultName', 'AdditionalParameters' | Where-Object {{ -not $p.ContainsKey($_) }})"), needed);
        }
    }

    [Fact]
    public void What_is_set_comes_back_in_its_type_and_is_listed_without_its_secret()
    {
        Call("Set-Secret", new() { ["Name"] = "text", ["Secret"] = "as plain text", ["Metadata"] = new Hashtable() });
        Call("Set-Secret", new() { ["Name"] = "secure", ["Secret"] = HostedSession.Secure("ghp_of_vault"), ["Metadata"] = new Hashtable { ["Platform"] = "github", ["Account"] = "octocat" } });
        Call("Set-Secret", new() { ["Name"] = "pair [1]", ["Secret"] = new PSCredential("ada", HostedSession.Secure("password")), ["Metadata"] = new Hashtable { ["Platform"] = "gitlab" } });

        Assert.Equal("as plain text", HostedSession.Text((SecureString)Assert.Single(Call("Get-Secret", new() { ["Name"] = "TEXT" })).BaseObject));
        Assert.Equal("ghp_of_vault", HostedSession.Text((SecureString)Assert.Single(Call("Get-Secret", new() { ["Name"] = "secure" })).BaseObject));
        PSCredential pair = (PSCredential)Assert.Single(Call("Get-Secret", new() { ["Name"] = "pair [1]" })).BaseObject;
        Assert.Equal("ada password", pair.UserName + " " + pair.GetNetworkCredential().Password);
        SecretInformation[] all = [.. Call("Get-SecretInfo", new() { ["Filter"] = "*" }).Select(static info => (SecretInformation)info.BaseObject)];
        Assert.Equal(["pair [1] PSCredential", "secure SecureString", "text SecureString"], all.Select(static info => $"{info.Name} {info.Type}"));
        Assert.All(all, static info => Assert.Equal("ours", info.VaultName));
        Assert.Equal(("Token", "octocat"), (all[1].Metadata["Kind"], all[1].Metadata["Account"]));
        Assert.Single(Call("Get-SecretInfo", new() { ["Filter"] = "pair [1]" }));
        Assert.Equal("SecretManagement, vault 'ours'", _session.Get<string>("(Get-DevFlowCredentialAudit text -Operation Reveal).Why"));
    }

    [Fact]
    public void What_is_not_there_is_no_error_since_another_vault_may_have_it()
    {
        Assert.Empty(Call("Get-Secret", new() { ["Name"] = "nobody" }));
        Assert.Empty(Call("Get-SecretInfo", new() { ["Filter"] = "nobody" }));
        Assert.Empty(Call("Get-SecretInfo", new() { ["Filter"] = "no*" }));
    }

    [Fact]
    public void A_removal_takes_the_one_that_was_named_and_no_other_that_its_name_fits()
    {
        foreach (string name in (string[])["x", "[x]", "*", "star"])
        {
            Call("Set-Secret", new() { ["Name"] = name, ["Secret"] = "s", ["Metadata"] = new Hashtable() });
        }

        Call("Remove-Secret", new() { ["Name"] = "[x]" });
        Call("Remove-Secret", new() { ["Name"] = "*" });

        Assert.Equal("star, x", _session.Get<string>("(Get-DevFlowCredential).Name -join ', '"));
        Assert.Contains("nobody", Failure("Remove-Secret", new() { ["Name"] = "nobody" }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_store_does_not_keep_is_refused_in_words()
    {
        Assert.Contains("another vault", Failure("Set-Secret", new() { ["Name"] = "x", ["Secret"] = new Hashtable() }), StringComparison.Ordinal);
        Assert.Contains("no 'Colour'", Failure("Set-Secret", new() { ["Name"] = "x", ["Secret"] = "s", ["Metadata"] = new Hashtable { ["Colour"] = "red" } }), StringComparison.Ordinal);
        Assert.Empty(_session.Files);
    }

    [Fact]
    public void A_vault_is_tested_and_unlocked()
    {
        _session.Set("passphrase", HostedSession.Secure("correct horse battery staple"));
        _session.Run("$null = Add-DevFlowCredentialUnlockMethod -Passphrase $passphrase; Lock-DevFlowCredentialStore");
        Assert.Contains("stays locked", Failure("Get-Secret", new() { ["Name"] = "x" }), StringComparison.Ordinal);

        Call("Unlock-SecretVault", new() { ["Password"] = HostedSession.Secure("correct horse battery staple") });

        Assert.True((bool)Assert.Single(Call("Test-SecretVault", [])).BaseObject);
        Call("Set-Secret", new() { ["Name"] = "x", ["Secret"] = "s", ["Metadata"] = new Hashtable() });
        File.WriteAllText(Assert.Single(Directory.GetFiles(Path.Combine(_session.Home, "credentials", "c"))), "damaged");
        Assert.False((bool)Assert.Single(Call("Test-SecretVault", [], "-WarningAction SilentlyContinue")).BaseObject);
    }

    [Fact]
    public async Task The_vault_is_loaded_where_SecretManagement_is_and_stands_in_front_of_no_command()
    {
        const string Script = "a> Import-Module $Manifest; @(Get-Module DevFlow.Extension).Count; @(Get-Command Get-Secret -ErrorAction Ignore).Count";
        const string SecretManagement = "a> $null = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly([System.Reflection.AssemblyName]::new('Microsoft.PowerShell.SecretManagement'), 'Run')";
        using TempFolder without = new();
        using TempFolder with = new();

        Assert.Equal(["0", "0"], (await ClashHostProcess.RunAsync(without, Script)).Of("a"));
        Assert.Equal(
            ["1", "0", "True"],
            (await ClashHostProcess.RunAsync(with, SecretManagement, Script, "a> & (Get-Module DevFlow) 'DevFlow.Extension\\Test-SecretVault' -VaultName ours -AdditionalParameters @{}")).Of("a"));
    }

    private IReadOnlyList<PSObject> Call(string function, Hashtable parameters, string more = "") => _session.Run(Prepare(function, parameters, more));

    private string Failure(string function, Hashtable parameters) => _session.Fail(Prepare(function, parameters, more: "")).ToString();

    private string Prepare(string function, Hashtable parameters, string more)
    {
        parameters["VaultName"] = "ours";
        parameters["AdditionalParameters"] = new Hashtable();
        _session.Set("parameters", parameters);
        return $"& (Get-Module DevFlow) 'DevFlow.Extension\\{function}' @parameters {more}";
    }
}
