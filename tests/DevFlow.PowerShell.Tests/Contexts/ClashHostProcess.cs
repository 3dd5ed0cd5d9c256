using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Contexts;

/// <summary>Runs steps in a fresh host that has other versions of the engine's packages; see tests/ClashHost/StepRunner.cs.</summary>
internal static class ClashHostProcess
{
    private static string AssemblyPath { get; } = BuiltProject.Assembly("tests", "ClashHost");

    public static ProcessOptions Options(TempFolder folder, params string[] steps) => ShellProcess.Options(folder) with
    {
        Arguments = [AssemblyPath, RepositoryRoot.File("DevFlow.psd1"), .. steps],
    };

    /// <summary>The lines the steps wrote; fails where the process did.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(TempFolder folder, params string[] steps)
    {
        ProcessResult result = await RunningProcess.RunAsync(Options(folder, steps), TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal("end", result.Lines[^1]);
        return [.. result.Lines.SkipLast(1)];
    }

    /// <summary>The lines that begin so, without that beginning.</summary>
    public static string[] Of(this IEnumerable<string> lines, string prefix) =>
        [.. lines.Where(line => line.StartsWith(prefix + ": ", StringComparison.Ordinal)).Select(line => line[(prefix.Length + 2)..])];
}
