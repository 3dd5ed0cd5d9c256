using System.Diagnostics;
using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class CredentialStoreCommandTests : IDisposable
{
    private readonly HostedSession _session = new();

    public CredentialStoreCommandTests()
    {
        _session.Set("passphrase", HostedSession.Secure("correct horse battery staple"));
        _session.Set("other", HostedSession.Secure("another passphrase of some length"));
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_home_without_a_store_says_so_and_stays_empty()
    {
        Assert.Equal("NotFounded", _session.Get<string>("(Get-DevFlowCredentialStore).State"));
        Assert.Equal("NotFounded", _session.Get<string>("(Unlock-DevFlowCredentialStore).State"));
        Assert.Empty(_session.Files);
        _session.Fail("Update-DevFlowCredentialRootKey", "NotFound", ErrorCategory.ObjectNotFound, "no credential store");
    }

    [Fact]
    public void A_store_is_founded_locked_and_unlocked_by_a_passphrase()
    {
        _session.Run("Add-DevFlowCredentialUnlockMethod -Passphrase $passphrase -WhatIf");
        Assert.Empty(_session.Files);
        Assert.Equal("Passphrase Passphrase Argon2id, 64 MiB, 3 passes", _session.Get<string>("$m = Add-DevFlowCredentialUnlockMethod -Passphrase $passphrase; \"$($m.Kind) $($m.Protection) $($m.Detail)\""));
        Assert.True(_session.Get<bool>("(Get-DevFlowCredentialStore).LocksAt -gt [DateTimeOffset]::UtcNow.AddMinutes(14)"));

        _session.Run("Lock-DevFlowCredentialStore -WhatIf; Lock-DevFlowCredentialStore");
        Assert.Equal("Locked", _session.Get<string>("(Get-DevFlowCredentialStore).State"));
        _session.Fail("Get-DevFlowCredential", "StoreLocked", ErrorCategory.SecurityError, "locked");
        _session.Fail("Unlock-DevFlowCredentialStore $other", "StoreLocked", ErrorCategory.SecurityError, "the passphrase is another one");
        Assert.Equal("Unlocked", _session.Get<string>("(Unlock-DevFlowCredentialStore $passphrase).State"));
        Assert.Empty(_session.Run("Get-DevFlowCredential"));
    }

    [Fact]
    public void Where_nobody_is_there_unlocking_ends_at_once_and_says_what_to_run()
    {
        _session.Run("$null = Add-DevFlowCredentialUnlockMethod -Passphrase $passphrase");
        _session.Restart();

        // The first call starts the engine; what counts is how long somebody without a person waits.
        _session.Run("$null = Get-DevFlowCredentialStore");
        long started = Stopwatch.GetTimestamp();
        ErrorRecord error = _session.Fail("Unlock-DevFlowCredentialStore", "StoreLocked", ErrorCategory.SecurityError, "Passphrase", "nobody was asked");
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(500));
        Assert.Contains("DEVFLOW_CREDENTIAL_PASSPHRASE", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Methods_are_added_changed_completed_and_removed_and_the_root_key_with_them()
    {
        _session.Run("$null = Add-DevFlowCredentialUnlockMethod -KeyFile; $null = Add-DevFlowCredentialUnlockMethod -Passphrase $passphrase; $store = Get-DevFlowCredentialStore");
        Assert.Equal("KeyFile Passphrase", _session.Get<string>("\"$($store.Methods.Kind)\""));
        Assert.Equal(2, _session.Complete("Remove-DevFlowCredentialUnlockMethod -Id ").Length);

        _session.Run("$store.Methods[1] | Update-DevFlowCredentialUnlockMethod -NewPassphrase $other | Out-Null");
        _session.Fail("Update-DevFlowCredentialRootKey", "StoreLocked", ErrorCategory.SecurityError, "was not changed");
        Assert.True(_session.Get<bool>("(Update-DevFlowCredentialRootKey -Passphrase $passphrase, $other).RootKeyId -ne $store.RootKeyId"));

        _session.Run("$store.Methods[0] | Remove-DevFlowCredentialUnlockMethod -WhatIf; $store.Methods[0] | Remove-DevFlowCredentialUnlockMethod -Passphrase $other");
        Assert.Equal("Passphrase", _session.Get<string>("(Get-DevFlowCredentialStore).Methods.Kind"));
        _session.Fail("$store.Methods[1] | Remove-DevFlowCredentialUnlockMethod", "InvalidArgument", ErrorCategory.InvalidArgument, "last method");
        _session.Fail("Remove-DevFlowCredentialUnlockMethod nothing", "NotFound", ErrorCategory.ObjectNotFound, "nothing");
    }

    [Theory]
    [InlineData("-Command /no/such/program", "cannot be run")]
    [InlineData("-EnvironmentVariable", "DEVFLOW_CREDENTIAL_KEY is not set")]
    [InlineData("-SystemdCredential ../x", "is a path")]
    [InlineData("-SystemdCredential devflow-root", "systemd")]
    public void A_method_that_hands_out_no_key_is_not_added(string parameters, string cause)
    {
        _session.Run("$null = Add-DevFlowCredentialUnlockMethod -KeyFile");
        _session.Fail("Add-DevFlowCredentialUnlockMethod " + parameters, "InvalidArgument", ErrorCategory.InvalidArgument, cause);
        Assert.Equal(1, _session.Get<int>("(Get-DevFlowCredentialStore).Methods.Count"));
    }

    [Fact]
    public void The_log_says_who_opened_the_store_by_what_and_why_and_who_failed_to()
    {
        _session.Run("$null = Add-DevFlowCredentialUnlockMethod -KeyFile; $m = Add-DevFlowCredentialUnlockMethod -Passphrase $passphrase -Reason 'for the worst case'");
        _session.Run("Lock-DevFlowCredentialStore -Reason 'gone for lunch'");
        _session.Fail("Unlock-DevFlowCredentialStore $other -Reason 'a first try'");
        _session.Run("$null = Unlock-DevFlowCredentialStore $passphrase -Reason 'back again'; $null = $m | Update-DevFlowCredentialUnlockMethod -NewPassphrase $other");
        _session.Run("$null = Update-DevFlowCredentialRootKey -Passphrase $other -Reason 'yearly'; $m | Remove-DevFlowCredentialUnlockMethod -KeepRootKey -Reason 'left the team'");

        string[] said = _session.Get<string>("(Get-DevFlowCredentialAudit | Where-Object Operation -NE Checkpoint | ForEach-Object { \"$($_.Operation) $($_.Command) $($_.Why) $($_.Detail)\" }) -join \"`n\"").Split('\n');
        string id = _session.Get<string>("$m.Id");
        Assert.StartsWith("ChangeMethods Add-DevFlowCredentialUnlockMethod  founded with KeyFile ", said[0], StringComparison.Ordinal);
        Assert.Equal($"ChangeMethods Add-DevFlowCredentialUnlockMethod for the worst case added Passphrase {id}", said[1]);
        Assert.Equal("Lock Lock-DevFlowCredentialStore gone for lunch ", said[2]);
        Assert.StartsWith("UnlockFailed Unlock-DevFlowCredentialStore a first try at 2", said[3], StringComparison.Ordinal);
        Assert.Equal($"Unlock Unlock-DevFlowCredentialStore back again Passphrase {id}", said[4]);
        Assert.Equal($"ChangeMethods Update-DevFlowCredentialUnlockMethod  changed Passphrase {id}", said[5]);
        Assert.StartsWith("ChangeRootKey Update-DevFlowCredentialRootKey yearly from ", said[6], StringComparison.Ordinal);
        Assert.Equal($"ChangeMethods Remove-DevFlowCredentialUnlockMethod left the team removed Passphrase {id}", said[7]);
        Assert.Equal(8, said.Length);
    }

    [Fact]
    public void A_damaged_store_is_repaired_when_asked_to_and_a_sound_one_is_left_alone()
    {
        _session.Run("Set-DevFlowCredential kept $passphrase -Kind Generic; Set-DevFlowCredential lost $other -Kind Generic");
        string[] before = _session.Files;
        Assert.Equal("0 0 0", _session.Get<string>("$r = Repair-DevFlowCredentialStore -Confirm:$false; \"$($r.Found.Count) $($r.SetAside.Count) $($r.Left.Count)\""));
        Assert.Equal(before.Where(static file => !file.Contains("audit", StringComparison.Ordinal)), _session.Files.Where(static file => !file.Contains("audit", StringComparison.Ordinal)));
        _session.Set("manifest", Path.Combine(_session.Home, "credentials", "manifest.dfm"));
        _session.Run("[System.IO.File]::WriteAllText($manifest, 'damaged')");
        _session.Restart();

        ErrorRecord error = _session.Fail("Get-DevFlowCredential", "StoreCorrupt", ErrorCategory.InvalidData, "manifest.dfm");
        Assert.Contains("Repair-DevFlowCredentialStore", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        _session.Run("Repair-DevFlowCredentialStore -WhatIf");
        Assert.Equal("damaged", _session.Get<string>("[System.IO.File]::ReadAllText($manifest)"));
        _session.Run("$repair = Repair-DevFlowCredentialStore -Confirm:$false -Reason 'the disk was full'");

        Assert.Equal("manifest.dfm", _session.Get<string>("[System.IO.Path]::GetFileName($repair.SetAside[0])"));
        Assert.Equal("True kept, lost", _session.Get<string>("\"$(Test-DevFlowCredentialStore -Quiet) $((Get-DevFlowCredential).Name -join ', ')\""));
        Assert.Equal("the disk was full", _session.Get<string>("(Get-DevFlowCredentialAudit -Operation Repair)[0].Why"));
    }

    [Theory]
    [InlineData("", null, "Passphrase of the credential store: ", "Unlocked")]
    [InlineData("-Unattended", null, null, "DevFlow.StoreLocked")]
    [InlineData("", "true", null, "DevFlow.StoreLocked")]
    public async Task At_a_terminal_a_person_is_asked_without_an_echo_and_nobody_else_is(string parameters, string? ci, string? question, string outcome)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "It takes the program script, which runs another at a terminal of its own.");
        using TempFolder folder = new();
        string file = folder.Write("ask.ps1", $$"""
            $null = Add-DevFlowCredentialUnlockMethod -Passphrase ([System.Net.NetworkCredential]::new('', 'correct horse battery staple').SecurePassword)
            Lock-DevFlowCredentialStore
            "terminal $([System.IO.File]::ResolveLinkTarget('/proc/self/fd/0', $true).FullName);"
            try { "it is $((Unlock-DevFlowCredentialStore {{parameters}} -ErrorAction Stop).State)" } catch { "it is $($_.FullyQualifiedErrorId.Split(',')[0])" }
            """);
        ProcessOptions options = ShellProcess.Options(folder).With(("CI", ci), ("DEVFLOW_KEY_FILE", null), ("DEVFLOW_CREDENTIAL_PASSPHRASE", null)) with
        {
            FileName = "/usr/bin/script",
            StandardInput = null,
            Arguments = ["-qec", $"dotnet '{ShellProcess.AssemblyPath}' '{file}'", "/dev/null"],
        };
        await using RunningProcess shell = await RunningProcess.StartAsync(options, TestContext.Current.CancellationToken);
        if (question is not null)
        {
            await shell.WaitForOutputAsync(question, TestContext.Current.CancellationToken);
            await EchoEndsAsync(shell.Output.Split("terminal ")[1].Split(';')[0]);
            await shell.WriteLineAsync("correct horse battery staple", TestContext.Current.CancellationToken);
        }

        await shell.WaitForOutputAsync("it is " + outcome, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("horse", shell.Output, StringComparison.Ordinal);
        Assert.Equal(question is not null, shell.Output.Contains("Passphrase of", StringComparison.Ordinal));
    }

    // The question is shown a moment before the terminal stops to show what is typed.
    private static async Task EchoEndsAsync(string terminal)
    {
        ProcessOptions settings = new("stty", ["-F", terminal, "-a"]);
        ProcessResult shown;
        do
        {
            shown = await RunningProcess.RunAsync(settings, TestContext.Current.CancellationToken);
            Assert.Equal(0, shown.ExitCode);
        }
        while (!shown.Output.Contains(" -echo ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("C")]
    [InlineData("tr_TR.UTF-8")]
    public async Task A_process_without_terminal_input_and_environment_unlocks_by_variable_and_never_asks(string language)
    {
        using TempFolder folder = new(awkward: true);
        string script = folder.Write("unlock.ps1", """
            $ErrorActionPreference = 'Stop'
            $null = Add-DevFlowCredentialUnlockMethod -Passphrase ([System.Net.NetworkCredential]::new('', $env:DEVFLOW_CREDENTIAL_PASSPHRASE).SecurePassword)
            Lock-DevFlowCredentialStore
            (Unlock-DevFlowCredentialStore).State
            $env:DEVFLOW_CREDENTIAL_PASSPHRASE = $null
            Lock-DevFlowCredentialStore
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            try { Unlock-DevFlowCredentialStore } catch { $_.FullyQualifiedErrorId.Split(',')[0] }
            $clock.ElapsedMilliseconds -lt 500
            """);
        ProcessOptions options = ShellProcess.Options(folder, script).With(
            ("LANG", language), ("LC_ALL", language), ("DEVFLOW_KEY_FILE", null), ("DEVFLOW_CREDENTIAL_PASSPHRASE", "ISTANBUL istanbul I\u0307\u0131"), ("HOME", null), ("DBUS_SESSION_BUS_ADDRESS", null));
        ProcessResult result = await RunningProcess.RunAsync(options, TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, result.Error + result.Output);
        Assert.Equal(["Unlocked", "DevFlow.StoreLocked", "True"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
