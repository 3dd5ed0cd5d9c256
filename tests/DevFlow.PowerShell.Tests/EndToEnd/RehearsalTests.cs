using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.EndToEnd;

public sealed class RehearsalTests : IDisposable
{
    private readonly TempFolder _home = new(awkward: true);

    [Fact]
    public async Task The_rehearsal_survives_a_bad_platform_hears_of_the_failed_pipeline_and_repeats()
    {
        ProcessResult first = await RunAsync();
        ProcessResult second = await RunAsync();

        Assert.True(first.ExitCode == 0 && first.Error.Length == 0, first.Output + first.Error);
        Assert.Matches("^[0-9]+ requests, [1-9][0-9]* of them failed and were sent again", first.Output);
        Assert.Contains("CI ended: failure.", first.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output, second.Output);
    }

    public void Dispose() => _home.Dispose();

    private Task<ProcessResult> RunAsync() => RunningProcess.RunAsync(
        ShellProcess.Options(_home, RepositoryRoot.File("docs", "examples", "rehearsal.ps1")), TestContext.Current.CancellationToken);
}
