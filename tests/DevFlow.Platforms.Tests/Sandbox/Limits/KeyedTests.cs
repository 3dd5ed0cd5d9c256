using DevFlow.Sandbox.Limits;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Limits;

public sealed class KeyedTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Every_key_has_a_limit_of_its_own()
    {
        Keyed<string, FixedWindow> limits = Create(100);

        Assert.True(limits["a"].TryTake(1, out _));
        Assert.False(limits["a"].TryTake(1, out _));
        Assert.True(limits["b"].TryTake(1, out _));
    }

    [Fact]
    public void There_are_never_more_than_its_capacity_and_used_ones_stay_longest()
    {
        Keyed<string, FixedWindow> limits = Create(100);
        for (int i = 0; i < 20; i++)
        {
            limits[$"used {i}"].TryTake(1, out _);
        }

        for (int i = 0; i < 10_000; i++)
        {
            limits[$"idle {i}"].Read();
            Assert.InRange(limits.Count, 1, 100);
        }

        Assert.All(Enumerable.Range(0, 20), i => Assert.False(limits[$"used {i}"].TryTake(1, out _)));
    }

    [Fact]
    public void Where_all_are_in_use_the_longest_unused_goes()
    {
        Keyed<string, FixedWindow> limits = Create(8);
        for (int i = 0; i < 8; i++)
        {
            limits[$"{i}"].TryTake(1, out _);
        }

        limits["0"].Read();
        limits["new"].TryTake(1, out _);

        Assert.Equal(7, limits.Count);
        Assert.False(limits["0"].TryTake(1, out _));
        Assert.True(limits["1"].TryTake(1, out _));
    }

    [Fact]
    public async Task Many_threads_share_one_limit_of_a_key()
    {
        Keyed<int, FixedWindow> limits = new(_ => new(50, TimeSpan.FromHours(1), _clock));

        int[] granted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => Enumerable.Range(0, 1_000).Count(i => limits[i % 10].TryTake(1, out Reading _)), TestContext.Current.CancellationToken)));

        Assert.Equal(500, granted.Sum());
    }

    private Keyed<string, FixedWindow> Create(int capacity) => new(_ => new(1, TimeSpan.FromHours(1), _clock), capacity);
}
