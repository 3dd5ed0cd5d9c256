using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class CredentialCommandTests : IDisposable
{
    private readonly HostedSession _session = new();

    public CredentialCommandTests()
    {
        _session.Set("secret", HostedSession.Secure("the first secret"));
        _session.Set("other", HostedSession.Secure("another secret"));
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Token", "-Platform github", "https://api.github.com/")]
    [InlineData("Basic", "-Platform jira -BaseUri https://example.atlassian.net -Account ada", "https://example.atlassian.net/")]
    [InlineData("WebhookSecret", "-Platform github", "https://api.github.com/")]
    [InlineData("ApiKey", "-Platform gitlab -BaseUri https://git.example.com/gitlab", "https://git.example.com/")]
    [InlineData("OAuth", "-Platform gitlab -RefreshToken $other -ClientSecret $other", "https://gitlab.com/")]
    [InlineData("AppKey", "-Platform github -Attribute @{ appId = 7 }", "https://api.github.com/")]
    [InlineData("Generic", "", "about:blank")]
    public void A_secret_of_every_kind_comes_back_as_it_was_stored(string kind, string parameters, string origin)
    {
        Assert.Empty(_session.Run($"Set-DevFlowCredential one $secret -Kind {kind} {parameters}"));

        Assert.Equal($"{kind} {origin} 1", _session.Get<string>("$c = Get-DevFlowCredential ONE; \"$($c.Kind) $($c.Origin) $($c.Version)\""));
        Assert.Equal("the first secret", _session.Get<string>("Get-DevFlowCredential one -AsPlainText"));
        Assert.Equal("the first secret", _session.Get<string>("(Get-DevFlowCredential one -AsPSCredential).GetNetworkCredential().Password"));
        Assert.Equal("the first secret", _session.Get<string>("[Net.NetworkCredential]::new('', (Get-DevFlowCredential one -AsSecureString)).Password"));
        Assert.Equal(kind == "OAuth", _session.Get<bool>("$c.CanRefresh"));
    }

    [Fact]
    public void A_replaced_secret_keeps_what_is_not_said_anew_and_loses_what_belonged_to_the_old_one()
    {
        _session.Run("Set-DevFlowCredential one $secret -Kind ApiKey -Platform github -Account ada -Scope repo -ExpiresAt ([DateTimeOffset]::UtcNow.AddDays(2)) -Attribute @{ project = 'p' }");
        _session.Run("$c = Set-DevFlowCredential one $other -PassThru");

        Assert.Equal("one ApiKey github ada p 0 2 Active", _session.Get<string>("\"$($c.Name) $($c.Kind) $($c.Platform) $($c.Account) $($c.Attributes['project']) $($c.Scopes.Count)$($c.ExpiresAt) $($c.Version) $($c.State)\""));
        Assert.Equal("another secret", _session.Get<string>("Get-DevFlowCredential one -AsPlainText"));
    }

    [Fact]
    public void A_secret_is_taken_from_a_credential_the_environment_or_a_file()
    {
        string utf8 = _session.Folder.Write("utf8.txt", "from a file\n");
        string utf16 = _session.Folder.File("utf16.txt");
        File.WriteAllText(utf16, "from a file\r\n", System.Text.Encoding.Unicode);
        _session.Set("utf8", utf8);
        _session.Set("utf16", utf16);

        _session.Run("Set-DevFlowCredential pair -Credential ([pscredential]::new('ada', $secret)) -Platform github");
        _session.Run("$env:DEVFLOW_TEST_SECRET = 'from outside'; try { Set-DevFlowCredential env -FromEnvironment DEVFLOW_TEST_SECRET -Kind Generic } finally { $env:DEVFLOW_TEST_SECRET = $null }");
        _session.Run("Set-DevFlowCredential one -FromFile $utf8 -Kind Generic -WarningAction Ignore; Set-DevFlowCredential two -FromFile $utf16 -Kind Generic -WarningAction Ignore");

        Assert.Equal("Basic ada", _session.Get<string>("\"$((Get-DevFlowCredential pair).Kind) $((Get-DevFlowCredential pair -AsPSCredential).UserName)\""));
        Assert.Equal("from outside", _session.Get<string>("Get-DevFlowCredential env -AsPlainText"));
        Assert.Equal("from a file,from a file", _session.Get<string>("(Get-DevFlowCredential one, two -AsPlainText) -join ','"));
    }

    [Theory]
    [InlineData("$null | Remove-DevFlowCredential -Confirm:$false")]
    [InlineData("Remove-DevFlowCredential @() -Confirm:$false")]
    [InlineData("Get-DevFlowCredential $null -AsPlainText")]
    [InlineData("Get-DevFlowCredential @() -AsPlainText")]
    [InlineData("$null | Get-DevFlowCredential")]
    [InlineData("Get-DevFlowCredentialAudit $null")]
    [InlineData("Export-DevFlowCredential $backup $secret -Name $null")]
    [InlineData("Import-DevFlowCredential Environment -Name $null")]
    [InlineData("Update-DevFlowCredential $null -Due")]
    [InlineData("Set-DevFlowCredential one $other -Scope $null")]
    [InlineData("Update-DevFlowCredentialRootKey -Passphrase $null")]
    [InlineData("Remove-DevFlowCredentialUnlockMethod $null")]
    public void A_variable_that_is_empty_never_means_all(string script)
    {
        _session.Set("backup", _session.Folder.File("all.dfb"));
        _session.Run("Set-DevFlowCredential one $secret -Kind Generic; Set-DevFlowCredential two $secret -Kind Generic");

        ErrorRecord error = _session.Fail(script);

        Assert.StartsWith("ParameterArgumentValidationError", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("one 1, two 1", _session.Get<string>("(Get-DevFlowCredential | ForEach-Object { \"$($_.Name) $($_.Version)\" }) -join ', '"));
        Assert.False(File.Exists(_session.Folder.File("all.dfb")));
    }

    [Fact]
    public void Nothing_in_the_pipeline_is_nothing_removed_and_no_backup()
    {
        _session.Set("backup", _session.Folder.File("all.dfb"));
        _session.Run("Set-DevFlowCredential one $secret -Kind Generic; @() | Remove-DevFlowCredential -Confirm:$false");
        _session.Fail("Get-DevFlowCredential nothing* | Export-DevFlowCredential $backup $other", "CredentialNotFound", ErrorCategory.ObjectNotFound, "No credential");
        _session.Fail("Export-DevFlowCredential / $other -Force", "InvalidArgument", ErrorCategory.InvalidArgument, "is a folder");
        Assert.False(File.Exists(_session.Folder.File("all.dfb")));
        Assert.Equal("one", _session.Get<string>("(Get-DevFlowCredential).Name"));
    }

    [Fact]
    public void A_name_that_reads_like_a_pattern_is_removed_alone_and_found_when_it_is_escaped()
    {
        _session.Run("'x', '[x]', '*' | ForEach-Object { Set-DevFlowCredential $_ $secret -Kind Generic }");
        Assert.Equal("[x]", _session.Get<string>("(Get-DevFlowCredential ([WildcardPattern]::Escape('[x]'))).Name"));
        Assert.Equal("*", _session.Get<string>("(Get-DevFlowCredential '`*').Name"));
        Assert.Equal(3, _session.Get<int>("@(Get-DevFlowCredential *).Count"));

        _session.Run("Remove-DevFlowCredential '[x]' -Confirm:$false; Get-DevFlowCredential '`*' | Remove-DevFlowCredential -Confirm:$false");

        Assert.Equal("x", _session.Get<string>("(Get-DevFlowCredential).Name"));
    }

    [Fact]
    public void Times_at_the_edge_of_time_are_times_like_any_other()
    {
        _session.Run("Set-DevFlowCredential one $secret -Kind Token -Platform github -ExpiresAt ([DateTimeOffset]::MaxValue); Set-DevFlowCredential hook $secret -Kind WebhookSecret -Platform github");
        Assert.Equal("one", _session.Get<string>("(Get-DevFlowCredential -EndsWithin ([TimeSpan]::MaxValue)).Name"));
        Assert.Empty(_session.Run("Get-DevFlowCredential -EndsWithin ([TimeSpan]::MinValue)"));
        Assert.Equal(2L, _session.Get<long>("(Update-DevFlowCredential hook -Secret $other -KeepPrevious ([TimeSpan]::MaxValue)).Version"));
        Assert.Contains("less than nothing", _session.Fail("Update-DevFlowCredential hook -Secret $other -KeepPrevious -1").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_login_that_is_due_gets_its_own_answer()
    {
        _session.Run("'one', 'two' | ForEach-Object { Set-DevFlowCredential $_ $secret -Kind OAuth -Platform gitlab -BaseUri http://127.0.0.1:1 -RefreshToken $other -ExpiresAt ([DateTimeOffset]::UtcNow) -Attribute @{ clientId = 'x' } }");
        Assert.Equal("DevFlow.Unreachable DevFlow.Unreachable", _session.Get<string>("$ids = Update-DevFlowCredential -Due 2>&1 | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }; \"$ids\""));
    }

    [Theory]
    [InlineData("Set-DevFlowCredential one $secret", "InvalidArgument", ErrorCategory.InvalidArgument, "of no platform")]
    [InlineData("Set-DevFlowCredential one $secret -Platform nothing", "UnknownPlatform", ErrorCategory.ObjectNotFound, "nothing")]
    [InlineData("Set-DevFlowCredential one $secret -Platform jira", "InvalidArgument", ErrorCategory.InvalidArgument, "no address of its own")]
    [InlineData("Set-DevFlowCredential one $secret -Platform github -BaseUri http://example.com", "InsecureAddress", ErrorCategory.SecurityError, "clear text")]
    [InlineData("Set-DevFlowCredential one ([securestring]::new()) -Platform github", "InvalidArgument", ErrorCategory.InvalidArgument, "is empty")]
    [InlineData("Set-DevFlowCredential one $secret -Kind Token -RefreshToken $secret -Platform gitlab", "InvalidArgument", ErrorCategory.InvalidArgument, "no refresh token")]
    [InlineData("Set-DevFlowCredential one $secret -Kind Basic -Platform github", "InvalidArgument", ErrorCategory.InvalidArgument, "without a user name")]
    [InlineData("Set-DevFlowCredential one -FromEnvironment DEVFLOW_NOT_SET -Kind Generic", "NotFound", ErrorCategory.ObjectNotFound, "DEVFLOW_NOT_SET")]
    [InlineData("Set-DevFlowCredential one -FromFile ./not-there -Kind Generic", "NotFound", ErrorCategory.ObjectNotFound, "not-there")]
    public void What_does_not_fit_is_refused_and_founds_no_store(string script, string reason, ErrorCategory category, string part)
    {
        _session.Fail(script, reason, category, part);
        Assert.DoesNotContain(_session.Files, static file => file.Contains("store.json", StringComparison.Ordinal));
    }

    [Fact]
    public void Credentials_are_found_by_name_kind_platform_state_and_end()
    {
        _session.Run("""
            Set-DevFlowCredential a1 $secret -Platform github
            Set-DevFlowCredential a2 $secret -Platform gitlab -Kind ApiKey -ExpiresAt ([DateTimeOffset]::UtcNow.AddDays(2))
            Set-DevFlowCredential b1 $secret -Platform gitlab -ExpiresAt ([DateTimeOffset]::UtcNow.AddDays(-2))
            Set-DevFlowCredential b2 $secret -Platform gitlab -RefreshToken $other -ExpiresAt ([DateTimeOffset]::UtcNow.AddDays(-2))
            """);

        Assert.Equal("a1,a2", Names("a*"));
        Assert.Equal("a2,b1", Names("-EndsWithin 3.00:00:00"));
        Assert.Equal("b1", Names("-State Expired"));
        Assert.Equal("a2,b1", Names("-State Expired, ExpiringSoon"));
        Assert.Equal("a1,b2", Names("-State Active"));
        Assert.Equal("a2,b2", Names("-Kind ApiKey, OAuth"));
        Assert.Equal("b1", Names("b* -Platform GITLAB -Kind Token"));
        Assert.Equal("", Names("a1 -Kind Basic"));
        Assert.Equal("b2,a1", _session.Get<string>("('b2', [pscustomobject]@{ CredentialName = 'a1' } | Get-DevFlowCredential).Name -join ','"));
        Assert.Equal(["a1", "a2"], _session.Complete("Remove-DevFlowCredential a"));
        Assert.Equal(["b1", "b2"], _session.Complete("Get-DevFlowCredentialAudit -Name b"));
    }

    [Fact]
    public void A_credential_is_removed_only_where_somebody_says_so_and_even_if_it_cannot_be_read()
    {
        _session.Run("foreach ($name in 'a1', 'a2', 'b1') { Set-DevFlowCredential $name $secret -Kind Generic }");
        Assert.Equal(ConfirmImpact.High, _session.Get<ConfirmImpact>("[DevFlow.PowerShell.Commands.RemoveDevFlowCredentialCommand].GetCustomAttributes($true).Where{ $_ -is [System.Management.Automation.CmdletAttribute] }.ConfirmImpact"));

        _session.Run("Remove-DevFlowCredential * -WhatIf");
        Assert.Equal("a1,a2,b1", Names(""));
        _session.Fail("Remove-DevFlowCredential nobody -Confirm:$false", "CredentialNotFound", ErrorCategory.ObjectNotFound, "nobody");
        _session.Run("Get-DevFlowCredential a* | Remove-DevFlowCredential -Confirm:$false; Remove-DevFlowCredential z* -Confirm:$false");
        Assert.Equal("b1", Names(""));

        File.WriteAllText(Assert.Single(Directory.GetFiles(_session.Home, "*.dfc", SearchOption.AllDirectories)), "damaged");
        _session.Fail("Get-DevFlowCredential b1", "StoreCorrupt", ErrorCategory.InvalidData);
        _session.Run("Remove-DevFlowCredential b1 -Confirm:$false");
        Assert.Equal("", Names(""));
    }

    [Fact]
    public void The_log_says_who_did_what_and_why_in_which_line()
    {
        string script = _session.Folder.Write("job.ps1", "\n\n$null = Get-DevFlowCredential one -AsSecureString -Reason 'release 7'\n");
        _session.Set("script", script);
        _session.Run("$start = [DateTimeOffset]::UtcNow; Set-DevFlowCredential one $secret -Kind Generic; Set-DevFlowCredential two $secret -Kind Generic; & $script; Remove-DevFlowCredential one -Reason over -Confirm:$false");

        Assert.Equal(
            ["Create Set-DevFlowCredential  ", $"Reveal Get-DevFlowCredential {script}:3 release 7", "Remove Remove-DevFlowCredential  over"],
            _session.Run("Get-DevFlowCredentialAudit one | ForEach-Object { \"$($_.Operation) $($_.Command) $($_.Script) $($_.Why)\" }").Select(static o => $"{o}"));
        Assert.Equal("two", _session.Get<string>("(Get-DevFlowCredentialAudit t* -Operation Create).Name"));
        Assert.Equal(Environment.ProcessId, _session.Get<int>("(Get-DevFlowCredentialAudit -Operation Reveal).Actor.ProcessId"));
        Assert.True(_session.Get<bool>("$c = @(Get-DevFlowCredentialAudit -Operation Create); $c.Count -eq 2 -and $c[0].Fingerprint -eq $c[1].Fingerprint"));
        Assert.Empty(_session.Run("Get-DevFlowCredentialAudit -Until $start"));
        Assert.Equal(_session.Get<int>("@(Get-DevFlowCredentialAudit).Count"), _session.Get<int>("@(Get-DevFlowCredentialAudit -Since $start).Count"));
        Assert.Equal(1, _session.Get<long>("(Get-DevFlowCredentialAudit | ForEach-Object { $_.Sequence })[0]"));
    }

    [Fact]
    public void An_edited_line_of_the_log_ends_reading_it_and_the_store_is_not_sound()
    {
        _session.Run("Set-DevFlowCredential one $secret -Kind Generic -Reason harmless");
        string log = Path.Combine(_session.Home, "credentials", "audit", "000001.jsonl");
        File.WriteAllText(log, File.ReadAllText(log).Replace("harmless", "homeless", StringComparison.Ordinal));
        _session.Restart();

        _session.Fail("Get-DevFlowCredentialAudit", "StoreCorrupt", ErrorCategory.InvalidData, "000001.jsonl");
        Assert.Equal("Edited", _session.Get<string>("(Test-DevFlowCredentialStore).Findings[0].Kind"));
        Assert.False(_session.Get<bool>("Test-DevFlowCredentialStore -Quiet"));
    }

    [Fact]
    public void A_store_is_sound_until_a_file_is_changed_deleted_or_opened_to_others()
    {
        _session.Run("Set-DevFlowCredential one $secret -Kind Generic; Set-DevFlowCredential two $secret -Kind Generic");
        Assert.Equal("True 2 0", _session.Get<string>("$r = Test-DevFlowCredentialStore; \"$($r.IsSound) $($r.Credentials) $($r.Findings.Count)\""));
        Assert.True(_session.Get<bool>("Test-DevFlowCredentialStore -Quiet"));

        string[] files = Directory.GetFiles(_session.Home, "*.dfc", SearchOption.AllDirectories);
        byte[] bytes = File.ReadAllBytes(files[0]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(files[0], bytes);
        File.Delete(files[1]);

        Assert.Equal("False 0 Deleted,Edited", _session.Get<string>("$r = Test-DevFlowCredentialStore; \"$($r.IsSound) $($r.Credentials) $([Linq.Enumerable]::Order([string[]]$r.Findings.Kind) -join ',')\""));
        Assert.Equal("Verify:,Verify:,Verify:StoreCorrupt", _session.Get<string>("(Get-DevFlowCredentialAudit -Operation Verify | ForEach-Object { \"$($_.Operation):$($_.Error)\" }) -join ','"));
        Assert.True(_session.Get<bool>("@($r.Findings.IsFault)[0]"));

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(files[0], UnixFileMode.UserRead | UnixFileMode.OtherRead);
            Assert.True(_session.Get<bool>("(Test-DevFlowCredentialStore).Findings.Kind -contains 'Shared'"));
        }
    }

    private string Names(string parameters) => _session.Get<string>($"@(Get-DevFlowCredential {parameters} | ForEach-Object Name) -join ','");
}
