using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Contexts;

public sealed class RecompilationTests
{
    // The runtime compiles anew what was called often, when nothing new has been called for a tenth of a second: it then asks
    // for what the module does not carry, on a thread of its own.
    [Fact]
    public async Task A_session_outlives_the_recompilation_of_what_it_calls_often()
    {
        using TempFolder folder = new();
        string script = folder.Write("often.ps1", """
            foreach ($round in 1..2) {
                1..120 | ForEach-Object { Start-DevFlowSandbox | Stop-DevFlowSandbox }
                try { $null = Wait-DevFlowEvent nothing -TimeoutSec 2 } catch { }
            }
            'survived'
            """);

        ProcessResult result = await RunningProcess.RunAsync(ShellProcess.Options(folder, script), TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(["survived"], result.Lines);
    }
}
