using System.Globalization;
using CsCheck;
using DevFlow.Core.Limits;

namespace DevFlow.Core.Tests.Limits;

/// <summary>Random schedules against a server that counts at a random moment of each call: it never counts more than it grants.</summary>
/// <remarks>The long form, from the folder of the built tests: DEVFLOW_SCHEDULES=100000 dotnet DevFlow.Core.Tests.dll -class "*BucketPropertyTests".</remarks>
public sealed class BucketPropertyTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private const int ShortForm = 2000;
    private const int Limit = 20;
    private static readonly long Window = 10 * Second;

    private static readonly long Count = long.TryParse(Environment.GetEnvironmentVariable("DEVFLOW_SCHEDULES"), CultureInfo.InvariantCulture, out long wanted) ? wanted : ShortForm;

    // When a call is asked for after the one before, how long it takes, and at which part of that the server counts it.
    private static readonly Gen<(int Pause, int Length, int Counted)[]> Schedules =
        Gen.Select(Gen.Int[0, 1500], Gen.Int[0, 4000], Gen.Int[0, 100]).Array[20, 120];

    [Fact]
    public void A_rolling_window_never_holds_more_than_its_limit_wherever_it_begins() =>
        Schedules.Sample(
            schedule =>
            {
                RateLimitPolicy policy = new() { Name = "rolling", Kind = RateLimitKind.RollingWindow, Limit = Limit, Window = TimeSpan.FromTicks(Window) };
                List<long> counted = Run(policy, schedule);
                return counted.TrueForAll(from => counted.Count(at => at >= from && at < from + Window) <= Limit);
            },
            iter: Count);

    [Fact]
    public void A_token_bucket_is_never_overdrawn() =>
        Schedules.Sample(
            schedule =>
            {
                RateLimitPolicy policy = new() { Name = "bucket", Kind = RateLimitKind.TokenBucket, Limit = Limit, RefillPerSecond = 2 };
                double level = Limit;
                long last = 0;
                return Run(policy, schedule).Order().All(at =>
                {
                    level = Math.Min(Limit, level + ((at - last) * 2.0 / Second)) - 1;
                    last = at;
                    return level >= -1e-6;
                });
            },
            iter: Count);

    [Fact]
    public void A_fixed_window_told_by_answers_in_any_order_is_never_exceeded() =>
        Schedules.Sample(
            schedule =>
            {
                RateLimitPolicy policy = new() { Name = "fixed", Kind = RateLimitKind.FixedWindow, Limit = Limit, Window = TimeSpan.FromTicks(Window), IsReported = true };
                return Run(policy, schedule).GroupBy(static at => at / Window).All(static window => window.Count() <= Limit);
            },
            iter: Count);

    /// <summary>Plays a schedule; a call is made where the bucket lets it.</summary>
    /// <returns>When the server counted each.</returns>
    private static List<long> Run(RateLimitPolicy policy, (int Pause, int Length, int Counted)[] schedule)
    {
        long epoch = DateTimeOffset.UnixEpoch.AddYears(50).UtcTicks / Window * Window;
        long now = 100 * Window;
        long start = now;
        BucketState state = default;
        state.Begin(new BucketKey(1, 1), policy.Kind, now);
        ServerClock clock = default;
        PriorityQueue<(long Sent, long Counted), long> underWay = new();
        List<long> counted = [];
        foreach ((int pause, int length, int part) in schedule)
        {
            now += pause * TimeSpan.TicksPerMillisecond;
            while (underWay.TryPeek(out (long Sent, long Counted) call, out long answered) && answered <= now)
            {
                underWay.Dequeue();
                Answer(ref state, policy, call, answered, ref clock);
            }

            state.Advance(policy, now, clock);
            if (state.Available(policy, double.MaxValue, now) >= 1)
            {
                state.Take(policy, 1, now);
                long at = now + (length * (long)part * TimeSpan.TicksPerMillisecond / 100);
                counted.Add(at - start);
                underWay.Enqueue((now, at - start), now + (length * TimeSpan.TicksPerMillisecond));
            }
        }

        return counted;

        void Answer(ref BucketState bucket, RateLimitPolicy limit, (long Sent, long Counted) call, long at, ref ServerClock server)
        {
            server.Observe(call.Sent, at, (epoch + call.Counted) / Second * Second);
            bucket.Advance(limit, at, server);
            if (limit.Kind != RateLimitKind.FixedWindow)
            {
                bucket.Settle(limit, 1, 1, CallOutcome.Answered, at);
                return;
            }

            long window = call.Counted / Window;
            int used = counted.Count(other => other / Window == window && other <= call.Counted);
            DateTimeOffset reset = new(epoch + ((window + 1) * Window), TimeSpan.Zero);
            bucket.Read(limit, new RateLimitReading(limit, null, Limit, Limit - used, reset), 1, call.Sent, at, server);
        }
    }
}
