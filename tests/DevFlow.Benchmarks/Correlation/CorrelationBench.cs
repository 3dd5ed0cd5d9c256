using System.Text;
using System.Text.Json;
using DevFlow.Benchmarks.Figures;
using DevFlow.Core.Events.Correlation;
using DevFlow.GitHub;
using DevFlow.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Benchmarks.Correlation;

/// <summary>What it costs an event to be correlated, over GitHub's example payloads. In processor time: others on the machine spoil the clock's.</summary>
internal sealed class CorrelationBench : IBench
{
    private const int Rounds = 15;
    private const int Batch = 4_096;
    private const double MicrosecondsWanted = 20;

    public string Name => "correlation";

    public string Summary => "Finding an event's keys, and joining them to stories in the journal's file (us of processor time an event)";

    public Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using TempFolder folder = new();
        using SqliteConnection connection = new($"Data Source={Path.Combine(folder.Path, "stories.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        Execute(connection, CorrelationGroups.Schema);
        using CorrelationGroups groups = new(connection, TimeProvider.System, NullLogger.Instance);
        Correlator correlator = new(static () => ["github"], static _ => new GitHubPlugin().Correlation, NullLogger<Correlator>.Instance);

        List<double> finding = [];
        List<double> joining = [];
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Event[] events = Events(round);
            TimeSpan start = Environment.CpuUsage.TotalTime;
            IReadOnlyList<string>[] keys = [.. events.Select(correlator.FindKeys)];
            finding.Add((Environment.CpuUsage.TotalTime - start).TotalMicroseconds / events.Length);

            Execute(connection, "BEGIN IMMEDIATE");
            start = Environment.CpuUsage.TotalTime;
            groups.Begin();
            foreach (IReadOnlyList<string> found in keys)
            {
                groups.Join(found, "");
            }

            joining.Add((Environment.CpuUsage.TotalTime - start).TotalMicroseconds / events.Length);
            Execute(connection, "COMMIT");
        }

        Sample find = new(finding.Skip(Rounds / 3));
        Sample join = new(joining.Skip(Rounds / 3));
        report.Note($"payloads: {Rounds} batches of {Batch}, {Events(0).Average(static e => e.GetData().GetRawText().Length):F0} bytes each");
        report.Spread("correlation.find", find, "us");
        report.Spread("correlation.join", join, "us");
        report.AtMost("correlation.find and join, median", find.Median + join.Median, MicrosecondsWanted);
        return Task.CompletedTask;
    }

    // Each batch has commits and pull requests of its own, of which four events each speak.
    private static Event[] Events(int round)
    {
        string file = RepositoryRoot.SharedData("data", "github-webhooks", "index.json") ?? throw new InvalidOperationException("GitHub's example payloads are not on this machine.");
        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(file));
        string[] payloads = [.. index.RootElement.EnumerateArray()
            .Where(static group => group.GetProperty("name").GetString() is "push" or "issues" or "issue_comment" or "pull_request" or "check_run" or "release" or "status" or "create")
            .SelectMany(static group => group.GetProperty("examples").EnumerateArray())
            .Select(static example => example.GetRawText())
            .Where(static text => text.Length < 16_000)];
        return [.. Enumerable.Range(0, Batch).Select(n => new Event
        {
            Id = $"{round}-{n}",
            Source = "https://api.github.com/",
            Type = "com.github",
            Topic = "github.any",
            Time = DateTimeOffset.UnixEpoch,
            Data = JsonElement.Parse(Encoding.UTF8.GetBytes(Renumber(payloads[n % payloads.Length], round, n))),
        })];
    }

    private static string Renumber(string payload, int round, int n) => payload
        .Replace("/pull/2", $"/pull/{round}{n / 4}", StringComparison.Ordinal)
        .Replace("/issues/1", $"/issues/{round}{n / 4}", StringComparison.Ordinal)
        .Replace("6113728f27ae82c7b1a177c8d03f9e96", $"{round:x16}{n / 4:x16}", StringComparison.Ordinal);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
