using System.Collections.Concurrent;
using System.Diagnostics;
using DevFlow.Core.Events;

namespace DevFlow.Core.Tests.Events;

public sealed class PriorityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_more_urgent_is_handled_first()
    {
        await using BusFixture fixture = new();
        using SemaphoreSlim gate = new(0);
        TaskCompletionSource isBusy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler handler = fixture.Subscribe("all", "**", (_, token) =>
        {
            isBusy.TrySetResult();
            return gate.WaitAsync(token);
        });
        await fixture.PublishVolatileAsync(TestEvent.Create("first"));
        await isBusy.Task;
        foreach (EventPriority priority in Enum.GetValues<EventPriority>().Reverse())
        {
            await fixture.PublishVolatileAsync(TestEvent.Create(priority + "-1") with { Priority = priority });
            await fixture.PublishAsync(TestEvent.Create(priority + "-2") with { Priority = priority });
        }

        gate.Release(9);
        await handler.CountAsync(9);
        Assert.Equal(
            ["Critical-1", "Critical-2", "High-1", "High-2", "Normal-1", "Normal-2", "Low-1", "Low-2"],
            handler.Events.Skip(1).Select(e => e.Id), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_critical_event_overtakes_100_000_queued_ones_within_50_ms(bool isVolatile)
    {
        await using BusFixture fixture = new();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<long> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler handler = fixture.Subscribe("all", "**", (e, token) =>
        {
            if (e.Priority == EventPriority.Critical)
            {
                seen.TrySetResult(Stopwatch.GetTimestamp());
            }

            return gate.Task.WaitAsync(token);
        });
        for (int n = 0; isVolatile && n < 100_000; n++)
        {
            await fixture.PublishVolatileAsync(TestEvent.Number(n));
        }

        if (!isVolatile)
        {
            await fixture.PublishManyAsync(0, 100_000);
        }

        Event critical = TestEvent.Create("urgent") with { Priority = EventPriority.Critical };
        await (isVolatile ? fixture.PublishVolatileAsync(critical) : fixture.PublishAsync(critical));
        long start = Stopwatch.GetTimestamp();
        gate.SetResult();
        TimeSpan taken = Stopwatch.GetElapsedTime(start, await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), Token));

        Assert.InRange(taken, TimeSpan.MinValue, TimeSpan.FromMilliseconds(50));
        Assert.InRange(handler.Events.TakeWhile(e => e.Id != "urgent").Count(), 0, 2);
    }

    [Fact]
    public async Task A_low_event_does_not_wait_for_more_than_30_seconds_however_many_urgent_ones_there_are()
    {
        await using BusFixture fixture = new();
        using SemaphoreSlim gate = new(0);
        TaskCompletionSource isBusy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler handler = fixture.Subscribe("all", "**", (_, token) =>
        {
            isBusy.TrySetResult();
            return gate.WaitAsync(token);
        });
        await fixture.PublishVolatileAsync(TestEvent.Create("first"));
        await isBusy.Task;
        await fixture.PublishVolatileAsync(TestEvent.Create("low") with { Priority = EventPriority.Low });
        for (int n = 0; n < 200; n++)
        {
            await fixture.PublishVolatileAsync(TestEvent.Number(n) with { Priority = n % 2 == 0 ? EventPriority.Critical : EventPriority.High });
        }

        // One second an event: by strict priority it would be the last, after 200 s.
        for (int second = 1; second <= 30; second++)
        {
            gate.Release();
            await handler.CountAsync(second);
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Contains("low", handler.Events.Select(e => e.Id));
        Assert.InRange(handler.Events.ToList().FindIndex(e => e.Id == "low"), 20, 30);
        gate.Release(1_000);
    }

    [Fact]
    public async Task Of_100_keys_from_8_publishers_over_8_lanes_each_keeps_its_order()
    {
        await using BusFixture fixture = new();
        ConcurrentDictionary<string, ConcurrentQueue<int>> seen = new(StringComparer.Ordinal);
        int running = 0;
        int most = 0;
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = 100_000;
        fixture.Subscribe(new EventSubscriptionOptions { Name = "all", Lanes = 8 }, async (e, _) =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            int n = e.GetData().GetInt32();
            if (n % 50 == 0)
            {
                await Task.Yield();
            }

            seen.GetOrAdd(e.PartitionKey!, _ => []).Enqueue(n);
            Interlocked.Decrement(ref running);
            if (Interlocked.Decrement(ref left) == 0)
            {
                done.SetResult();
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(publisher => Task.Run(
            async () =>
            {
                List<Task> waiting = [];
                for (int n = 0; n < 1_000; n++)
                {
                    for (int key = publisher; key < 100; key += 8)
                    {
                        Event e = TestEvent.Create($"{key}-{n}", data: n.ToString(System.Globalization.CultureInfo.InvariantCulture)) with { PartitionKey = "key" + key };
                        waiting.Add(fixture.Bus.PublishAsync(e, Token).AsTask());
                    }

                    if (waiting.Count > 400)
                    {
                        await Task.WhenAll(waiting);
                        waiting.Clear();
                    }
                }

                await Task.WhenAll(waiting);
            },
            Token)));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(120), Token);

        Assert.Equal(100, seen.Count);
        Assert.All(seen.Values, numbers => Assert.Equal(Enumerable.Range(0, 1_000), numbers));
        Assert.InRange(most, 2, 8);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int current;
        while ((current = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, current) != current)
        {
        }
    }
}
