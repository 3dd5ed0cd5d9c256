using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Limits;

/// <summary>A server whose clock runs at another rate than ours, in simulated time, from its first answer on.</summary>
public sealed class DriftTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(2, 0.98)]
    [InlineData(2, 1.02)]
    [InlineData(60, 0.98)]
    [InlineData(60, 1.02)]
    [InlineData(100, 0.98)]
    [InlineData(3600, 1.02)]
    [InlineData(6, 0.95)]
    [InlineData(60, 1.3)]
    [InlineData(3600, 1.3)]
    public void A_window_is_used_up_and_nothing_is_refused(int seconds, double rate)
    {
        WindowServer server = Run(seconds, rate);

        Assert.Equal(0, server.Refused);
        Assert.InRange(server.Used, 0.99, 1);
    }

    /// <summary>What is off by more than two seconds when the first window ends is not waited for: the refusal tells it for all windows after.</summary>
    [Theory]
    [InlineData(600, 0.98)]
    [InlineData(3600, 0.98)]
    [InlineData(60, 0.7)]
    [InlineData(3600, 0.7)]
    public void A_clock_further_off_than_is_waited_for_costs_refusals_in_one_window(int seconds, double rate)
    {
        WindowServer server = Run(seconds, rate);

        Assert.Equal(1, server.RefusedWindows);
        Assert.InRange(server.Used, 0.99, 1);
    }

    /// <summary>Runs callers that always want more, for ten windows.</summary>
    private WindowServer Run(int seconds, double rate)
    {
        RateLimitPolicy policy = new() { Name = "api", Kind = RateLimitKind.FixedWindow, Limit = 100, Window = TimeSpan.FromSeconds(seconds), IsReported = true };
        WindowServer server = new(policy, rate);
        using Competitor process = new(_folder.File("limits"), policy, callers: 32, roundTrip: 80);
        long step = Math.Max(1, seconds / 20);
        for (long now = 1; now < 10_000L * seconds / rate; now += step)
        {
            process.Act(now, server);
        }

        return server;
    }

    public void Dispose() => _folder.Dispose();
}
