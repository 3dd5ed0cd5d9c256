using DevFlow.Core.Limits.Forecast;

namespace DevFlow.Core.Tests.Limits.Forecast;

public sealed class WindowForecastTests
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly WindowForecast _forecast = new(Window);

    [Fact]
    public void It_warns_once_a_window_and_before_the_bucket_is_empty()
    {
        List<int> warned = [];
        for (int second = 0; second < 2 * 3600; second++)
        {
            int used = Math.Min(5000, second % 3600 * 2);
            if (_forecast.Observe(5000, 5000 - used, Start + ((second / 3600) + 1) * Window, Start.AddSeconds(second)))
            {
                warned.Add(second);
            }
        }

        Assert.Collection(
            warned,
            static first => Assert.InRange(first, 1890, 1930),
            static second => Assert.InRange(second, 3600 + 1890, 3600 + 1930));
    }

    [Fact]
    public void A_burst_that_no_forecast_sees_is_warned_of_when_a_fifth_is_left()
    {
        Assert.False(_forecast.Observe(30, 29, Start + Window, Start));
        Assert.False(_forecast.Observe(30, 7, Start + Window, Start.AddSeconds(1)));
        Assert.True(_forecast.Observe(30, 6, Start + Window, Start.AddSeconds(1)));
        Assert.False(_forecast.Observe(30, 5, Start + Window, Start.AddSeconds(2)));
    }

    [Fact]
    public void A_late_answer_of_the_window_before_does_not_warn_again()
    {
        Assert.True(_forecast.Observe(100, 1, Start + Window, Start));
        Assert.False(_forecast.Observe(100, 100, Start + Window + Window, Start + Window));
        Assert.False(_forecast.Observe(100, 0, Start + Window, Start + Window));
        Assert.False(_forecast.Observe(100, 0, Start + Window + TimeSpan.FromSeconds(1), Start + Window));
    }

    [Fact]
    public void Use_that_lasts_is_not_warned_of()
    {
        for (int second = 0; second < 3600; second++)
        {
            Assert.False(_forecast.Observe(5000, 5000 - second, Start + Window, Start.AddSeconds(second)));
        }
    }
}
