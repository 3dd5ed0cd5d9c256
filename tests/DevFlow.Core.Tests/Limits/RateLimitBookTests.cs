using CsCheck;
using DevFlow.Core.Limits;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Core.Tests.Limits;

public sealed class RateLimitBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
    private static readonly RateLimitPolicy Core = new() { Name = "core", Kind = RateLimitKind.FixedWindow };
    private readonly FakeTimeProvider _time = new(Now);
    private readonly RateLimitBook _book;

    public RateLimitBookTests() => _book = new RateLimitBook(_time);

    [Fact]
    public void Within_a_window_answers_out_of_order_leave_the_lowest_remainder()
    {
        Observe(4000, 60);
        Observe(3998, 60);
        Observe(3999, 60);

        Assert.Equal(3998, Single().Remaining);
        Assert.Equal(1002, Single().Used);
    }

    [Fact]
    public void A_new_window_replaces_the_old_one_and_a_late_answer_of_the_old_one_does_not()
    {
        Observe(1, 60);
        Observe(4999, 3660);
        Observe(0, 60);

        Assert.Equal(4999, Single().Remaining);
        Assert.Null(_book.BlockedUntil("main", "core"));
    }

    [Fact]
    public void A_window_is_told_by_the_servers_end_not_by_how_long_an_answer_took()
    {
        Observe(10, 60, serverAhead: 0);
        Observe(11, 60, serverAhead: -5);

        Assert.Equal(10, Single().Remaining);
    }

    [Fact]
    public void An_exhausted_window_blocks_until_it_ends_by_our_clock()
    {
        Observe(0, 3660, serverAhead: 3600);

        Assert.Equal(Now.AddSeconds(60), _book.BlockedUntil("MAIN", "core"));
        Assert.Null(_book.BlockedUntil("main", "search"));
        Assert.Null(_book.BlockedUntil("other", "core"));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(_book.BlockedUntil("main", "core"));
    }

    [Fact]
    public void The_latest_of_several_blocks_counts_and_ends()
    {
        _book.Block("main", "core", Now.AddSeconds(30));
        _book.Block("main", "core", Now.AddSeconds(10));

        Assert.Equal(Now.AddSeconds(30), _book.BlockedUntil("main", "core"));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(_book.BlockedUntil("main", "core"));
    }

    [Fact]
    public void Forgetting_a_connection_leaves_the_others()
    {
        Observe(0, 60);
        _book.Observe("header", "other", new RateLimitReading(Core, null, 5000, 0, Now.AddSeconds(60)), TimeSpan.Zero);
        _book.Block("main", "search", Now.AddSeconds(60));

        _book.Forget("Main");

        Assert.Null(_book.BlockedUntil("main", "core"));
        Assert.Null(_book.BlockedUntil("main", "search"));
        Assert.NotNull(_book.BlockedUntil("other", "core"));
    }

    // Any order, any interleaving: the newest window, and its lowest remainder.
    [Fact]
    public void Readings_of_any_order_and_number_of_threads_end_in_the_same_state() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 100], Gen.Int[-5, 5]).Array[1, 40].Sample(
            readings =>
            {
                RateLimitBook book = new(_time);
                Parallel.ForEach(readings, new ParallelOptions { MaxDegreeOfParallelism = 4 }, reading =>
                    book.Observe("header", "main", new RateLimitReading(Core, null, 100, reading.Item2, Now.AddHours(reading.Item1)), TimeSpan.FromSeconds(reading.Item3)));
                int window = readings.Max(static r => r.Item1);
                return book.List().Single().Remaining == readings.Where(r => r.Item1 == window).Min(static r => r.Item2);
            },
            iter: 500);

    private void Observe(long remaining, int resetsInSeconds, int serverAhead = 0) =>
        _book.Observe("header", "main", new RateLimitReading(Core, null, 5000, remaining, Now.AddSeconds(resetsInSeconds)), TimeSpan.FromSeconds(serverAhead));

    private RateLimit Single() => Assert.Single(_book.List());
}
