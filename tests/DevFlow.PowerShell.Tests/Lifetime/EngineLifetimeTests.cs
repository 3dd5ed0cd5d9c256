using System.Diagnostics;
using DevFlow.PowerShell.Tests.Contexts;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Lifetime;

public sealed class EngineLifetimeTests
{
    private const string Import = "Import-Module $Manifest -ErrorAction Stop; ";
    private const string Listen = "$Shared.port = (Start-DevFlowWebhookListener github -Secret ([Net.NetworkCredential]::new('', 'a long enough secret').SecurePassword)).Uri.Port; ";
    private const string Probe = "try { [Net.Sockets.TcpClient]::new('127.0.0.1', $Shared.port).Dispose(); 'open' } catch { 'refused' }; ";
    private const string Remove = "Remove-Module DevFlow; ";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_runspaces_that_start_at_once_share_one_engine()
    {
        using TempFolder folder = new();

        IReadOnlyList<string> lines = await ClashHostProcess.RunAsync(
            folder,
            "8x> " + Import + "(Start-DevFlowWebhookListener github -Name ([guid]::NewGuid()) -Secret ([Net.NetworkCredential]::new('', 'a long enough secret').SecurePassword)).Platform",
            "a> " + Import + "@(Get-DevFlowWebhookListener).Count; (Start-DevFlowSandbox | Connect-DevFlowPlatform -Name box).Name",
            "8x> " + Import + "(Invoke-DevFlowRequest /user -Connection box).login; " + Remove,
            "a> @(Get-DevFlowWebhookListener).Count; (Invoke-DevFlowRequest /user).login",
            "assemblies");

        Assert.Equal([.. Enumerable.Repeat("github", 8), .. Enumerable.Repeat("octocat", 8)], lines.Of("8x"), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(["8", "box", "8", "octocat"], lines.Of("a"));
        Assert.Single(lines.Of("asm"), static a => a.StartsWith("DevFlow|DevFlow.Core|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_engine_outlives_all_but_its_owners_removal_and_starts_anew_after_it()
    {
        using TempFolder folder = new();

        IReadOnlyList<string> lines = await ClashHostProcess.RunAsync(
            folder,
            "a> " + Import + Listen + Probe,
            "a> Import-Module $Manifest -Force; " + Probe + "@(Get-DevFlowWebhookListener).Uri.Port -eq $Shared.port",
            "b> " + Import + Remove + Probe,
            "a> " + Remove + Probe,
            "a> " + Import + "@(Get-DevFlowWebhookListener).Count; " + Listen + Probe + "(Publish-DevFlowEvent again -PassThru).Topic");

        Assert.Equal(["open", "open", "True", "refused", "0", "open", "again"], lines.Of("a"));
        Assert.Equal(["open"], lines.Of("b"));
    }

    [Fact]
    public async Task The_next_to_import_owns_an_engine_whose_owner_was_closed()
    {
        using TempFolder folder = new();

        IReadOnlyList<string> lines = await ClashHostProcess.RunAsync(
            folder,
            "a> " + Import + Listen + Probe,
            "b> " + Import,
            "close a",
            "c> " + Import + Probe,
            "b> " + Remove + Probe,
            "c> " + Remove + Probe);

        Assert.Equal(["open"], lines.Of("b"));
        Assert.Equal(["open", "refused"], lines.Of("c"));
    }

    [Fact]
    public async Task Removal_stops_handlers_even_endless_ones()
    {
        using TempFolder folder = new();
        const string Beating = "$before = $Shared.beat; [Threading.Thread]::Sleep(200); $Shared.beat -ne $before; ";

        IReadOnlyList<string> lines = await ClashHostProcess.RunAsync(
            folder,
            "a> " + Import + """
                $null = Register-DevFlowEventHandler loop { $t = $using:Shared; while ($true) { $t.beat++ } }; Publish-DevFlowEvent loop
                while (-not $Shared.beat) { [Threading.Thread]::Sleep(5) }
                """,
            "a> " + Beating + Remove + Beating);

        Assert.Equal(["True", "False"], lines.Of("a"));
    }

    [Fact]
    public async Task A_script_ends_at_once_with_its_exit_code_whatever_still_runs()
    {
        using TempFolder folder = new();
        string script = folder.Write("test.ps1", """
            $null = Start-DevFlowSandbox | Connect-DevFlowPlatform
            $null = Start-DevFlowWebhookListener github -Secret ([Net.NetworkCredential]::new('', 'a long enough secret').SecurePassword)
            $null = Register-DevFlowEventHandler idle { 1 }
            $null = Register-DevFlowEventHandler loop { Publish-DevFlowEvent looping; while ($true) { } }
            $null = Register-DevFlowEventHandler hang { Publish-DevFlowEvent hanging; [Threading.Thread]::Sleep(60000) }
            $from = [DateTimeOffset]::UtcNow
            Publish-DevFlowEvent loop; Publish-DevFlowEvent hang
            $null = Wait-DevFlowEvent looping -Since $from; $null = Wait-DevFlowEvent hanging -Since $from
            'last'
            exit 7
            """);
        await using RunningProcess shell = await RunningProcess.StartAsync(ShellProcess.Options(folder, script), Cancel);

        await shell.WaitForOutputAsync("last", Cancel);
        long last = Stopwatch.GetTimestamp();
        ProcessResult result = await shell.WaitAsync(Cancel);

        Assert.InRange(Stopwatch.GetElapsedTime(last), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(7, result.ExitCode);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Interrupting_a_script_that_waits_runs_its_finally_and_ends_it_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGINT can be sent to one process on Unix only.");
        using TempFolder folder = new();
        string script = folder.Write("test.ps1", """
            $null = Register-DevFlowEventHandler loop { while ($true) { } }
            Publish-DevFlowEvent loop
            try { 'waiting'; Wait-DevFlowEvent never.comes -TimeoutSec -1 } finally { [Console]::Out.WriteLine('cleaned') }
            """);
        await using RunningProcess shell = await RunningProcess.StartAsync(ShellProcess.Options(folder, script), Cancel);

        await shell.WaitForOutputAsync("waiting", Cancel);
        long start = Stopwatch.GetTimestamp();
        shell.Interrupt();
        ProcessResult result = await shell.WaitAsync(Cancel);

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(130, result.ExitCode);
        Assert.Equal("cleaned", result.Lines[^1]);
    }
}
