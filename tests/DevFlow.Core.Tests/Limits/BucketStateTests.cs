using DevFlow.Core.Limits;

namespace DevFlow.Core.Tests.Limits;

public sealed class BucketStateTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    private static readonly RateLimitPolicy Window =
        new() { Name = "window", Kind = RateLimitKind.FixedWindow, Limit = 100, Window = TimeSpan.FromMinutes(1), IsReported = true };

    private static readonly DateTimeOffset End = DateTimeOffset.UnixEpoch.AddDays(20_000);

    // Threads look at the clock before they enter: what is settled second may be of an earlier moment than what was settled first.
    [Fact]
    public void A_moment_from_before_makes_no_answer_the_only_one_that_was_under_way()
    {
        BucketState state = default;
        state.Begin(BucketKey.Of(Window, partition: null), Window.Kind, now: 0);
        state.Take(Window, cost: 1, now: 0);
        Read(ref state, used: 1, sent: 0, now: 1 * Millisecond);
        state.Take(Window, cost: 1, now: 2 * Millisecond);
        state.Take(Window, cost: 1, now: 2 * Millisecond);
        state.Take(Window, cost: 1, now: 4 * Millisecond);

        // The server counted the one that was sent last as its third.
        Read(ref state, used: 4, sent: 2 * Millisecond, now: 5 * Millisecond);
        Read(ref state, used: 2, sent: 2 * Millisecond, now: 3 * Millisecond);
        Read(ref state, used: 3, sent: 4 * Millisecond, now: 6 * Millisecond);

        Assert.Equal((4, 0), (state.Spent, state.InFlight));
    }

    private static void Read(ref BucketState state, double used, long sent, long now) =>
        state.Read(Window, new RateLimitReading(Window, null, 100, 100 - used, End), cost: 1, sent, now, clock: default);
}
