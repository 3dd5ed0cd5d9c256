using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Shell;

public sealed class ShellInterruptTests(ShellFixture shell) : IClassFixture<ShellFixture>
{
    [Theory]
    [InlineData("while ($true) { [System.Threading.Thread]::Sleep(1) }")]
    [InlineData("while ($true) { try { while ($true) { } } catch { } }")]
    public async Task Ctrl_C_runs_finally_blocks_and_ends_with_130(string busy)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGINT cannot be sent to one process on Windows.");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string script = shell.Folder.Write("busy.ps1", $$"""
            try { 'started'; {{busy}} }
            finally { [System.Console]::Out.WriteLine('finally ran') }
            """);

        await using RunningProcess process = await RunningProcess.StartAsync(shell.Options(script), cancellationToken);
        await process.WaitForOutputAsync("started", cancellationToken);
        process.Interrupt();
        ProcessResult result = await process.WaitAsync(cancellationToken);

        Assert.Equal(130, result.ExitCode);
        Assert.Equal(["started", "finally ran"], result.Lines);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Ctrl_C_at_the_prompt_ends_the_running_line_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGINT cannot be sent to one process on Windows.");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ProcessOptions options = shell.Options("-Interactive") with { StandardInput = null };

        await using RunningProcess process = await RunningProcess.StartAsync(options, cancellationToken);
        await process.WriteLineAsync("try { 'started'; while ($true) { } } finally { [System.Console]::Out.WriteLine('finally ran') }", cancellationToken);
        await process.WaitForOutputAsync("started", cancellationToken);
        process.Interrupt();
        await process.WaitForOutputAsync("finally ran", cancellationToken);
        await process.WriteLineAsync("'still ' + 'here'", cancellationToken);
        await process.WaitForOutputAsync("still here", cancellationToken);
        await process.WriteLineAsync("exit 4", cancellationToken);

        Assert.Equal(4, (await process.WaitAsync(cancellationToken)).ExitCode);
    }
}
