using DevFlow.Sandbox.Limits;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Limits;

public sealed class LimitPropertyTests
{
    private const int Rounds = 60;
    private const int Steps = 250;

    public static TheoryData<string> Kinds => ["fixed", "epoch", "rolling", "bucket", "batches"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_decision_over_a_random_schedule_is_the_oracle_s(string kind)
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            Random random = new(seed);
            Case test = Case.Create(kind, random);
            for (int i = 0; i < Steps; i++)
            {
                test.Clock.Advance(test.Pause(random));
                long cost = random.Next(0, 4);
                long now = test.Clock.GetUtcNow().UtcTicks;

                bool granted = test.Limit.TryTake(cost, out Reading reading);

                Assert.True(test.Oracle.Take(now, cost) == granted, $"{kind}, seed {seed}, step {i}: granted {granted}");
                Assert.InRange(reading.Used, 0, test.Size);
                Assert.Equal(test.Size - reading.Used, reading.Remaining);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whoever_waits_as_told_is_granted_and_a_tick_earlier_is_not(string kind)
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            Random random = new(seed);
            Case test = Case.Create(kind, random);
            int refusals = 0;
            for (int i = 0; i < Steps; i++)
            {
                test.Clock.Advance(test.Pause(random));
                long cost = random.NextInt64(1, Math.Min(4, test.Size) + 1);
                if (test.Limit.TryTake(cost, out Reading refused))
                {
                    continue;
                }

                refusals++;
                Assert.True(refused.RetryAfter > TimeSpan.Zero);
                test.Clock.Advance(refused.RetryAfter - TimeSpan.FromTicks(1));
                Assert.False(test.Limit.TryTake(cost, out Reading early), $"{kind}, seed {seed}, step {i}");
                Assert.Equal(TimeSpan.FromTicks(1), early.RetryAfter);
                test.Clock.Advance(TimeSpan.FromTicks(1));
                Assert.True(test.Limit.TryTake(cost, out _), $"{kind}, seed {seed}, step {i}");
            }

            Assert.True(refusals > 0, $"{kind}, seed {seed} refused nothing");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_the_reset_it_tells_nothing_is_counted_any_more(string kind)
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            Random random = new(seed);
            Case test = Case.Create(kind, random);
            for (int i = 0; i < 20; i++)
            {
                test.Clock.Advance(test.Pause(random));
                test.Limit.TryTake(random.Next(1, 3), out _);
            }

            Reading reading = test.Limit.Read();
            test.Clock.Advance(reading.ResetsAt - reading.At);
            Assert.Equal(0, test.Limit.Read().Used);
        }
    }

    [Fact]
    public void No_span_of_a_period_holds_more_than_a_rolling_window_grants()
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            Random random = new(seed);
            Case test = Case.Create("rolling", random);
            List<(long At, long Cost)> granted = Grants(test, random);

            foreach ((long start, _) in granted)
            {
                Assert.InRange(granted.Where(grant => grant.At >= start && grant.At < start + test.Period).Sum(grant => grant.Cost), 0, test.Size);
            }
        }
    }

    [Theory]
    [InlineData("bucket")]
    [InlineData("batches")]
    public void No_span_holds_more_than_a_full_bucket_and_what_came_meanwhile(string kind)
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            Random random = new(seed);
            Case test = Case.Create(kind, random);
            List<(long At, long Cost)> granted = Grants(test, random);

            for (int first = 0; first < granted.Count; first += 7)
            {
                long sum = 0;
                for (int last = first; last < granted.Count; last++)
                {
                    sum += granted[last].Cost;
                    long span = granted[last].At - granted[first].At;

                    // A batch may fall due right after the first of them.
                    long gained = kind == "batches" ? ((span / test.Period) + 1) * test.Refill : (span * test.Refill / test.Period) + 1;
                    Assert.InRange(sum, 0, test.Size + gained);
                }
            }
        }
    }

    [Fact]
    public void Several_limits_at_once_decide_as_their_oracles_together()
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            Random random = new(seed);
            FakeTimeProvider clock = new();
            Case[] tests = [.. Kinds.Select(kind => Case.Create(kind.Data, random, clock))];
            Reading[] readings = new Reading[tests.Length];
            for (int i = 0; i < Steps; i++)
            {
                clock.Advance(tests[random.Next(tests.Length)].Pause(random));
                long cost = random.Next(0, 3);
                long now = clock.GetUtcNow().UtcTicks;
                Claim[] claims = [.. tests.Select(test => new Claim(test.Kind, test.Limit, cost))];

                bool granted = Limit.TryTakeAll(claims, readings, out int refused);

                int expected = Array.FindIndex(tests, test => !test.Oracle.Copy().Take(now, cost));
                Assert.Equal(expected, refused);
                Assert.Equal(expected < 0, granted);
                if (granted)
                {
                    Assert.All(tests, test => Assert.True(test.Oracle.Take(now, cost)));
                }
            }
        }
    }

    private static List<(long At, long Cost)> Grants(Case test, Random random)
    {
        List<(long At, long Cost)> granted = [];
        for (int i = 0; i < Steps; i++)
        {
            test.Clock.Advance(test.Pause(random));
            long cost = random.Next(1, 4);
            if (test.Limit.TryTake(cost, out Reading reading))
            {
                granted.Add((reading.At.UtcTicks, cost));
            }
        }

        return granted;
    }

    private sealed record Case(string Kind, FakeTimeProvider Clock, Limit Limit, Oracle Oracle, long Size, long Refill, long Period)
    {
        public static Case Create(string kind, Random random, FakeTimeProvider? shared = null)
        {
            FakeTimeProvider clock = shared ?? new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(random.NextInt64(TimeSpan.TicksPerDay)));
            long size = random.Next(1, 13);
            long refill = random.Next(1, 8);
            long period = random.NextInt64(3, 4 * TimeSpan.TicksPerSecond);
            TimeSpan span = new(period);
            long grain = period >= TimeSpan.TicksPerSecond ? TimeSpan.TicksPerSecond : 1;
            (Limit limit, Oracle oracle) = kind switch
            {
                "fixed" => ((Limit)new FixedWindow(size, span, clock), Oracle.Fixed(size, period, grain)),
                "epoch" => (new EpochWindow(size, span, clock), Oracle.Epoch(size, period)),
                "rolling" => (new RollingWindow(size, span, clock), Oracle.Rolling(size, period)),
                "bucket" => (new TokenBucket(size, refill, span, clock), Oracle.Bucket(size, refill, period, inBatches: false)),
                _ => (new TokenBucket(size, refill, span, clock, inBatches: true), Oracle.Bucket(size, refill, period, inBatches: true)),
            };
            return new(kind, clock, limit, oracle, size, refill, period);
        }

        // Often nothing, so that many fall on one tick; at times exactly a period, where off-by-one errors live.
        public TimeSpan Pause(Random random) => random.Next(8) switch
        {
            0 or 1 => TimeSpan.Zero,
            2 => TimeSpan.FromTicks(1),
            3 => TimeSpan.FromTicks(Period),
            4 => TimeSpan.FromTicks(Period - 1),
            _ => TimeSpan.FromTicks(random.NextInt64(0, Math.Max(2, Period / 4))),
        };
    }
}
