using System.Collections;
using System.Management.Automation;
using DevFlow.PowerShell.Tests.Bridge;
using DevFlow.PowerShell.Tests.EndToEnd;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>A marked secret goes through every cmdlet of the store, and appears nowhere but where it was asked for.</summary>
[Collection(HostedSession.Collection)]
public sealed class CredentialCanaryTests : IDisposable
{
    private const string Secret = "canary-7bd1f4c09e2a4b6f93d5";

    // $secret and $other hold the marked secret, $text as plain text. What is said of a credential is shown, what went wrong is kept.
    private const string Script = """
        $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        $pair = [pscredential]::new('ada', $secret)
        $env:DEVFLOW_CANARY = $text
        Add-DevFlowCredentialUnlockMethod -KeyFile -Verbose -Debug
        Add-DevFlowCredentialUnlockMethod -Passphrase $secret -Verbose -Debug
        Set-DevFlowCredential token $secret -Platform github -Reason 'a test' -PassThru -Verbose -Debug
        Set-DevFlowCredential basic -Credential $pair -Platform github -PassThru -Verbose -Debug
        Set-DevFlowCredential login $secret -RefreshToken $other -ClientSecret $other -Platform gitlab -PassThru -Verbose -Debug
        Set-DevFlowCredential hook -FromEnvironment DEVFLOW_CANARY -Kind WebhookSecret -Platform github -PassThru -Verbose -Debug
        Set-DevFlowCredential key -FromFile $file -Kind AppKey -Platform github -Attribute @{ appId = 1 } -PassThru -Verbose -Debug -WarningAction Continue
        Set-DevFlowCredential generic $secret -Kind Generic -PassThru -WhatIf -Verbose -Debug
        Set-DevFlowCredential hook $secret -Platform nothing -Verbose -Debug
        Set-DevFlowCredential token $secret -Kind ApiKey -RefreshToken $other -Verbose -Debug
        Set-DevFlowCredential token $secret -Platform github -BaseUri http://example.com -Verbose -Debug
        Set-DevFlowCredential token -FromFile ./not-there -Verbose -Debug
        Set-DevFlowCredential token $text -Platform github -Verbose -Debug
        Set-DevFlowCredential token -Secret $secret -RefreshToken $text -Platform github -Verbose -Debug
        Update-DevFlowCredential hook -Secret $secret -Verbose -Debug
        Update-DevFlowCredential hook -Secret $secret -Verbose -Debug
        Update-DevFlowCredential token -Rotate -Verbose -Debug
        Update-DevFlowCredential token -Secret $secret -Verbose -Debug
        Get-DevFlowCredential -Verbose -Debug
        Get-DevFlowCredential nobody -AsPlainText -Verbose -Debug
        Get-DevFlowCredentialStore -Verbose -Debug
        Lock-DevFlowCredentialStore -Verbose -Debug
        Set-DevFlowCredential token $secret -Platform github -Verbose -Debug
        Unlock-DevFlowCredentialStore $wrong -Verbose -Debug
        Unlock-DevFlowCredentialStore $secret -Verbose -Debug
        Update-DevFlowCredentialRootKey -Passphrase $wrong -Verbose -Debug
        Update-DevFlowCredentialRootKey -Passphrase $secret -Verbose -Debug
        $method = (Get-DevFlowCredentialStore).Methods[1]
        $method | Update-DevFlowCredentialUnlockMethod -NewPassphrase $other -Verbose -Debug
        $null = Get-DevFlowCredential * -AsSecureString -Reason 'a test' -Verbose -Debug
        $asked = Get-DevFlowCredential * -AsPlainText -Verbose -Debug
        $backup = "$file.dfb"
        Export-DevFlowCredential $backup $secret -Reason 'a test' -Verbose -Debug
        Export-DevFlowCredential $backup $secret -Verbose -Debug
        Import-DevFlowCredential Backup $backup $wrong -Verbose -Debug
        Import-DevFlowCredential Backup $backup $secret -Force -Verbose -Debug -WarningAction Continue
        $env:GITLAB_TOKEN = "$text`n$text"
        Import-DevFlowCredential Environment -Platform gitlab -Verbose -Debug
        $env:GITLAB_TOKEN = $text
        Import-DevFlowCredential Environment -Platform gitlab -NewName imported -Verbose -Debug
        $env:GITLAB_TOKEN = $null
        [System.IO.File]::WriteAllText("$env:DEVFLOW_HOME/credentials/audit/head", $text.Substring(8))
        Repair-DevFlowCredentialStore -Confirm:$false -Verbose -Debug -WarningAction Continue
        Test-DevFlowCredentialStore -Verbose -Debug
        Get-DevFlowCredentialAudit -Verbose -Debug
        $method | Remove-DevFlowCredentialUnlockMethod -Verbose -Debug
        Remove-DevFlowCredential key -Reason 'a test' -Confirm:$false -Verbose -Debug
        """;

    private readonly HostedSession _session = new();
    private readonly Canary _canary = new(Secret, "ada");

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_secret_appears_in_no_stream_error_or_object_and_in_no_file_of_the_home()
    {
        string file = _session.Folder.Write("secret.txt", Secret);
        _session.Set("file", file);
        _session.Set("text", Secret);
        _session.Set("secret", HostedSession.Secure(Secret));
        _session.Set("other", HostedSession.Secure(Secret));
        _session.Set("wrong", HostedSession.Secure("wrong " + Secret));
        using System.Management.Automation.PowerShell shell = _session.Begin(Script);

        PSObject[] output = [.. shell.Invoke()];

        Assert.Equal(5, _session.Get<int>("$asked.Count"));
        Assert.Equal(Secret, _session.Get<string>("$asked[0]"));
        Assert.True(shell.Streams.Error.Count >= 12, string.Join('\n', shell.Streams.Error));
        Assert.True(output.Length > 30, string.Join("; ", output.Select(static one => $"{one}")));
        _canary.AssertAbsent(output.SelectMany(Canary.TextsOf));
        _canary.AssertAbsent(Canary.TextsOf(shell.Streams, _session.Get<ArrayList>("return , $Error")));
        File.Delete(file);
        _session.Run("$env:DEVFLOW_CANARY = $null");
        _canary.AssertAbsentBelow(_session.Folder.Path);
    }

    [Theory]
    [InlineData(Script, 0, "all done")]
    [InlineData(Script + "\n[System.Environment]::FailFast('a crash')", null, "a crash")]
    [InlineData("Set-DevFlowCredential token $secret -Platform nothing -Verbose -Debug -ErrorAction Stop", 1, "'nothing'")]
    public async Task A_host_shows_no_secret_not_even_when_the_script_ends_by_an_error_or_the_process_crashes(string commands, int? exitCode, string shown)
    {
        using TempFolder folder = new(awkward: true);
        string file = folder.Write("secret.txt", Secret);
        string script = folder.Write("canary.ps1", $$"""
            param($file)
            $text = [System.IO.File]::ReadAllText($file)
            $secret = $other = [System.Net.NetworkCredential]::new('', $text).SecurePassword
            $wrong = [System.Net.NetworkCredential]::new('', "wrong $text").SecurePassword
            {{commands}}
            'all done'
            """);
        ProcessResult result = await RunningProcess.RunAsync(ShellProcess.Options(folder, script, file), TestContext.Current.CancellationToken);

        Assert.Equal(exitCode ?? result.ExitCode, result.ExitCode);
        Assert.Equal(exitCode == 0, result.ExitCode == 0);
        Assert.Contains(shown, result.Output + result.Error, StringComparison.Ordinal);
        _canary.AssertAbsent([result.Output, result.Error]);
        File.Delete(file);
        _canary.AssertAbsentBelow(folder.Path);
    }
}
