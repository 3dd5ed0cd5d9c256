using System.Globalization;
using DevFlow.Core.Events;
using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Events;

public sealed class MemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("queue-stored")]
    [InlineData("queue-volatile")]
    public async Task A_million_waiting_events_take_at_most_512_MB_and_are_all_handled_in_the_end(string mode)
    {
        ProcessResult result = await RunningProcess.RunAsync(JournalHost.Options(mode, _folder.Path), Token);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.InRange(int.Parse(result.Lines[0].Split(' ')[1], CultureInfo.InvariantCulture), 1, 512);
        Assert.Equal("handled 1000000", result.Lines[1]);
        TestContext.Current.TestOutputHelper?.WriteLine(result.Lines[0]);
    }

    [Fact]
    public async Task A_publisher_of_volatile_events_waits_where_memory_is_used_up_and_goes_on_when_there_is_room()
    {
        await using BusFixture fixture = new(budget: 100 * MemoryBudget.CostOf(TestEvent.Number(1)));
        using SemaphoreSlim gate = new(0);
        RecordingHandler handler = fixture.Subscribe("slow", "**", (_, token) => gate.WaitAsync(token));
        int published = 0;
        Task publishing = Task.Run(
            async () =>
            {
                for (; published < 300; published++)
                {
                    await fixture.PublishVolatileAsync(TestEvent.Number(published));
                }
            },
            Token);
        await DurableBus.UntilAsync(() => Volatile.Read(ref published) == 100);

        // What is critical does not wait.
        await fixture.PublishVolatileAsync(TestEvent.Create("urgent") with { Priority = EventPriority.Critical });
        Assert.False(publishing.IsCompleted);
        gate.Release(301);
        await publishing.WaitAsync(TimeSpan.FromSeconds(60), Token);
        await handler.CountAsync(301);
    }
}
