using System.Globalization;
using DevFlow.TestKit;
using Microsoft.Data.Sqlite;

namespace DevFlow.Core.Tests.Events;

/// <summary>
/// A process that publishes and handles under load is killed without warning, again and again, on the same journal. The
/// full run: <c>DEVFLOW_KILL_ROUNDS=100 dotnet run --project tests/DevFlow.Core.Tests -- -class DevFlow.Core.Tests.Events.KillTests</c>
/// </summary>
public sealed class KillTests : IDisposable
{
    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("DEVFLOW_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_acknowledged_event_is_handled_none_has_its_effect_twice_and_the_file_stays_sound()
    {
        Random random = new(7);
        for (int round = 0; round < Rounds; round++)
        {
            await using (RunningProcess worker = await RunningProcess.StartAsync(JournalHost.Options("publish", _folder.Path), Token))
            {
                await worker.WaitForOutputAsync("working", Token);
                // Any moment will do; that is the point.
                await Task.Delay(random.Next(20, 700), Token);
            }

            Assert.Equal("ok", IntegrityCheck());
        }

        ProcessResult drained = await RunningProcess.RunAsync(JournalHost.Options("drain", _folder.Path), Token);
        string[] acknowledged = await File.ReadAllLinesAsync(_folder.File("acknowledged.txt"), Token);
        string[] effects = await File.ReadAllLinesAsync(_folder.File("effects.txt"), Token);

        Assert.Equal((0, ""), (drained.ExitCode, drained.Error));
        Assert.True(acknowledged.Length > Rounds, "Hardly anything was published.");
        Assert.Empty(acknowledged.Except(effects, StringComparer.Ordinal));
        Assert.Equal(effects.Length, effects.Distinct(StringComparer.Ordinal).Count());

        // Only what a lane was at work on in the very moment of the last kill; it has four.
        Assert.InRange(int.Parse(drained.Lines[^1]["repeated ".Length..], CultureInfo.InvariantCulture), 0, 4);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} kills, {acknowledged.Length} events acknowledged, {effects.Length} handled; in the last run {drained.Lines[^1]}");
    }

    private string IntegrityCheck()
    {
        using SqliteConnection connection = new($"Data Source={_folder.File("journal.db")};Pooling=False");
        connection.Open();
        using SqliteCommand check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        return (string)check.ExecuteScalar()!;
    }
}
