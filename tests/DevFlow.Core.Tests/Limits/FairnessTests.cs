using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Limits;

/// <summary>
/// Processes with one token, each with 32 callers, in simulated time: whatever the machine does to one of them, it gets its share, nothing
/// is refused, and nothing is left over.
/// </summary>
public sealed class FairnessTests : IDisposable
{
    private static readonly RateLimitPolicy Policy = new() { Name = "api", Kind = RateLimitKind.FixedWindow, Limit = 400, Window = TimeSpan.FromSeconds(2), IsReported = true };

    private readonly TempFolder _folder = new();

    [Fact]
    public void Processes_of_one_speed_share_alike() => Run([8, 8, 8, 8], static (_, _) => { });

    [Fact]
    public void One_with_slow_answers_gets_as_much() => Run([4, 8, 16, 120], static (_, _) => { });

    [Fact]
    public void One_that_is_kept_from_the_processor_now_and_then_gets_as_much() => Run([8, 8, 8, 8], static (now, processes) =>
    {
        // Longer than the others wait for it, and at another moment of each window.
        if (now % 1900 == 0)
        {
            processes[2].SleepsUntil = now + 600;
        }
    });

    [Fact]
    public void One_that_sleeps_through_the_beginning_of_each_window_gets_as_much() => Run([8, 8, 8, 8], static (now, processes) =>
    {
        if (now % 2000 == 1990)
        {
            processes[0].SleepsUntil = now + 400;
        }
    });

    [Fact]
    public void One_that_comes_late_gets_as_much_from_then_on_and_takes_nothing_of_what_was()
    {
        // The last one begins after ten windows.
        int[] granted = Run([8, 8, 8, 8], static (now, processes) => processes[3].SleepsUntil = now == 1 ? 20_000 : processes[3].SleepsUntil, measuredFrom: 20_000);

        Assert.InRange(granted[3], 0.9 * 12 * Policy.Limit / 4, 1.1 * 12 * Policy.Limit / 4);
    }

    [Theory]
    [InlineData(1.02)]
    [InlineData(0.98)]
    public void A_server_whose_clock_runs_at_another_rate_refuses_nothing(double rate) => Run([8, 8, 8, 8], static (_, _) => { }, measuredFrom: 60_000, rate: rate);

    [Fact]
    public void One_that_never_comes_back_holds_nobody_up() => Run([8, 8, 8, 8], static (now, processes) =>
    {
        if (now == 5000)
        {
            processes[1].SleepsUntil = long.MaxValue;
        }
    }, measuredFrom: 6000, gone: 1);

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs processes whose calls take so many milliseconds, to 24 s after a moment.</summary>
    /// <returns>What each was granted from that moment on.</returns>
    private int[] Run(int[] roundTrips, Action<long, Competitor[]> disturb, long measuredFrom = 0, int gone = -1, double rate = 1)
    {
        WindowServer server = new(Policy, rate);
        Competitor[] processes = [.. roundTrips.Select(roundTrip => new Competitor(_folder.File("limits"), Policy, callers: 32, roundTrip))];
        int[] before = [.. processes.Select(static _ => 0)];
        for (long now = 1; now < measuredFrom + 24_000; now++)
        {
            if (now == measuredFrom)
            {
                before = [.. processes.Select(static process => process.Granted)];
            }

            disturb(now, processes);
            for (int i = 0; i < processes.Length; i++)
            {
                // As the limiter looks again after three milliseconds, each process at its own moments.
                if ((now + i) % 3 == 0)
                {
                    processes[i].Act(now, server);
                }
            }
        }

        int[] granted = [.. processes.Zip(before, static (process, earlier) => process.Granted - earlier)];
        Array.ForEach(processes, static process => process.Dispose());
        int[] present = [.. granted.Where((_, process) => process != gone)];
        Assert.Equal(0, server.Refused);
        Assert.True(server.Used >= 0.99, $"{server.Used:P1} used; granted {string.Join(", ", granted)}");
        Assert.All(present, one => Assert.True(one >= present.Average() * 0.9 && one <= present.Average() * 1.1, $"granted {string.Join(", ", granted)}"));
        return granted;
    }
}
