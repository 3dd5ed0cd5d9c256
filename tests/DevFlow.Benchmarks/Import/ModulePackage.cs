using System.Diagnostics;
using DevFlow.Benchmarks.Figures;
using DevFlow.TestKit;

namespace DevFlow.Benchmarks.Import;

/// <summary>The module as a user installs it; made here where there is none, or one older than its sources.</summary>
internal static class ModulePackage
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    /// <returns>The path of the packaged manifest.</returns>
    public static async Task<string> EnsureAsync(Report report, CancellationToken cancellationToken)
    {
        if (Find() is { } present && Directory.GetLastWriteTimeUtc(Path.GetDirectoryName(present)!) >= NewestSource())
        {
            return present;
        }

        Stopwatch watch = Stopwatch.StartNew();
        string project = RepositoryRoot.File("src", "DevFlow.Module", "DevFlow.Module.csproj");
        ProcessOptions build = new("dotnet", ["build", project, "-c", "Release", "-t:PackageModule", "-v:q", "-nologo"]) { TimeLimit = BuildLimit };
        ProcessResult result = await RunningProcess.RunAsync(build, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"The module could not be packaged: {result.Output}{result.Error}");
        }

        report.Note($"package: made for this machine's runtime in {watch.Elapsed.TotalSeconds:F0} s");
        return Find() ?? throw new InvalidOperationException("Packaging the module left no package.");
    }

    private static string? Find()
    {
        DirectoryInfo packages = new(RepositoryRoot.File("out", "DevFlow"));
        return !packages.Exists
            ? null
            : packages.EnumerateDirectories()
                .OrderByDescending(static folder => folder.LastWriteTimeUtc)
                .Select(static folder => Path.Combine(folder.FullName, "DevFlow.psd1"))
                .FirstOrDefault(File.Exists);
    }

    private static DateTime NewestSource()
    {
        char separator = Path.DirectorySeparatorChar;
        return Directory.EnumerateFiles(RepositoryRoot.File("src"), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{separator}obj{separator}", StringComparison.Ordinal) && !file.Contains($"{separator}bin{separator}", StringComparison.Ordinal))
            .Append(RepositoryRoot.File("DevFlow.psd1"))
            .Max(File.GetLastWriteTimeUtc);
    }
}
