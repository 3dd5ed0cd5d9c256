using System.Diagnostics;
using DevFlow.Benchmarks.Figures;
using DevFlow.TestKit;

namespace DevFlow.Benchmarks.Import;

/// <summary>What a session pays for Import-Module of the packaged module, against a module that brings one cmdlet.</summary>
internal sealed class ImportBench : IBench
{
    private const double LargestRatio = 1.5;
    private const int FewestPairs = 15;
    private const int MostPairs = 31;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(35);

    public string Name => "import";

    public string Summary => "Import-Module of the packaged module against a trivial binary module, each in a fresh process (ms)";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        string ours = await ModulePackage.EnsureAsync(report, cancellationToken);
        string trivial = TrivialManifest();
        ImportHost host = ImportHost.Find();
        report.Note($"host: {host.Description}");

        // The first of each reads the disk for all that follow.
        await host.ImportAsync(ours, cancellationToken);
        await host.ImportAsync(trivial, cancellationToken);

        List<double> oursTimes = [];
        List<double> trivialTimes = [];
        Stopwatch watch = Stopwatch.StartNew();
        for (int pair = 0; pair < FewestPairs || (pair < MostPairs && watch.Elapsed < Enough); pair++)
        {
            // Who goes first changes, so that a load that grows or fades burdens both alike.
            if (pair % 2 == 0)
            {
                oursTimes.Add(await host.ImportAsync(ours, cancellationToken));
                trivialTimes.Add(await host.ImportAsync(trivial, cancellationToken));
            }
            else
            {
                trivialTimes.Add(await host.ImportAsync(trivial, cancellationToken));
                oursTimes.Add(await host.ImportAsync(ours, cancellationToken));
            }
        }

        Sample our = new(oursTimes);
        Sample baseline = new(trivialTimes);
        report.Figure("import.module", our.Median, baseline.Median, "ms");
        report.Spread("import.module ours", our, "ms");
        report.Spread("import.module baseline", baseline, "ms");
        report.AtMost("import.module ratio", our.Median / baseline.Median, LargestRatio);
    }

    // Built beside this program, in the same configuration.
    private static string TrivialManifest()
    {
        DirectoryInfo framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string manifest = RepositoryRoot.File("tests", "DevFlow.Benchmarks", "TrivialModule", "bin", framework.Parent!.Name, framework.Name, "TrivialModule.psd1");
        return File.Exists(manifest) ? manifest : throw new FileNotFoundException("The trivial module is not built: " + manifest, manifest);
    }
}
