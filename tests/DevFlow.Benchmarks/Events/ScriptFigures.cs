using System.Globalization;
using DevFlow.Benchmarks.Figures;
using DevFlow.TestKit;

namespace DevFlow.Benchmarks.Events;

/// <summary>What a session does with events: a script as handler, and a pipeline that publishes; in a process of its own.</summary>
internal static class ScriptFigures
{
    private const double LeastPerSecond = 50_000;

    public static async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using TempFolder folder = new();
        Dictionary<string, string?> environment = new(StringComparer.Ordinal)
        {
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["DEVFLOW_HOME"] = folder.File("home"),
            ["DEVFLOW_KEY_FILE"] = folder.File("key"),
        };
        ProcessOptions child = Child.Of(new ScriptChild(), RepositoryRoot.File("DevFlow.psd1")) with { Environment = environment, TimeLimit = TimeSpan.FromMinutes(3) };
        ProcessResult result = await RunningProcess.RunAsync(child, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"The session failed (exit code {result.ExitCode}): {result.Output}{result.Error}");
        }

        ILookup<string, double> measured = result.Lines.Select(static line => line.Split(' ')).ToLookup(static parts => parts[0], static parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
        Sample lane = new(measured[ScriptChild.Lane]);
        Sample bare = new(measured[ScriptChild.Bare]);
        report.Figure("events.script_lane", lane.Median, bare.Median, "events/s");
        report.Note("100,000 queued events, a handler that reads two properties; the baseline calls the same script block in a bare loop");
        report.Spread("events.script_lane", lane, "events/s");
        report.AtLeast("events.script_lane", lane.Median, LeastPerSecond);

        Sample publish = new(measured[ScriptChild.Publish]);
        Sample empty = new(measured[ScriptChild.Empty]);
        report.Figure("events.pipeline_publish", publish.Median, empty.Median, "events/s");
        report.Note("1..100000 | Publish-DevFlowEvent, until all are on disk; the baseline is 1..100000 | ForEach-Object { }");
        report.Spread("events.pipeline_publish", publish, "events/s");
        report.AtLeast("events.pipeline_publish", publish.Median, LeastPerSecond);
    }
}
