using DevFlow.Core.Limits.Forecast;

namespace DevFlow.Core.Tests.Limits.Forecast;

public sealed class ForecasterTests
{
    private const int Limit = 5000;
    private const int Hour = 3600;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Steady_use_ends_when_the_division_says()
    {
        // Two a second: 5,000 are gone after 2,500 s.
        RateLimitForecast forecast = Ask(static _ => 2, after: 1500);

        Assert.True(forecast.WillExhaust);
        Assert.NotNull(forecast.ExhaustsAt);
        Assert.InRange((forecast.ExhaustsAt.Value - Start).TotalSeconds, 2490, 2510);
        Assert.Equal(120, forecast.RatePerMinute, 0.5);
        Assert.Equal(60 * 2000 / 2100.0, forecast.SafeRatePerMinute, 0.01);
        Assert.Equal(7200, forecast.ProjectedUsed, 20.0);
    }

    [Fact]
    public void Use_that_fits_the_window_raises_no_alarm()
    {
        RateLimitForecast forecast = Ask(static second => second % 2, after: 1500);

        Assert.False(forecast.WillExhaust);
        Assert.Null(forecast.ExhaustsAt);
        Assert.Null(forecast.ExhaustsEarliest);
        Assert.InRange(forecast.ProjectedUsed, 1780, 1820);
    }

    [Fact]
    public void Use_that_grows_is_foretold_by_a_trend()
    {
        // A call a second more every four minutes: t x t / 480 is 5,000 after 1,549 s.
        RateLimitForecast forecast = Ask(static second => ((second + 1) * (second + 1) / 480) - (second * second / 480), after: 1200);

        Assert.Contains("trend", forecast.Model, StringComparison.Ordinal);
        Assert.NotNull(forecast.ExhaustsAt);
        Assert.InRange((forecast.ExhaustsAt.Value - Start).TotalSeconds, 1520, 1580);
    }

    [Fact]
    public void A_job_by_the_clock_is_foretold_by_its_pattern()
    {
        // Half an hour apart, 1,000 calls in 100 s: an hour and a half of it tells that nothing comes until 1,800 s.
        RateLimitForecast forecast = Ask(static second => Modulo(second, 1800) < 100 ? 10 : 0, from: -5400, after: 900);

        Assert.StartsWith("pattern", forecast.Model, StringComparison.Ordinal);
        Assert.Equal(2000, forecast.ProjectedUsed, 30.0);
    }

    [Fact]
    public void A_sudden_job_is_noticed_within_eight_minutes()
    {
        RateLimitForecast forecast = Ask(static second => second < 1200 ? 1 : 5, from: -3600, after: 1680);

        Assert.True(forecast.WillExhaust);
        Assert.NotNull(forecast.ExhaustsAt);
        Assert.InRange((forecast.ExhaustsAt.Value - Start).TotalSeconds, 1930, 1990);
    }

    [Fact]
    public void The_band_holds_the_forecast_and_noise_widens_it()
    {
        Random random = new(7);
        RateLimitForecast calm = Ask(static _ => 2, after: 1500);
        RateLimitForecast noisy = Ask(_ => random.Next(10) == 0 ? random.Next(40) : 0, after: 1500);

        Assert.True(calm.ExhaustsEarliest <= calm.ExhaustsAt && calm.ExhaustsAt <= calm.ExhaustsLatest);
        Assert.True(noisy.TypicalError > calm.TypicalError);
        Assert.NotNull(noisy.ExhaustsEarliest);
        TimeSpan width = (noisy.ExhaustsLatest ?? Start + Window) - noisy.ExhaustsEarliest.Value;
        Assert.True(width > calm.ExhaustsLatest - calm.ExhaustsEarliest);
    }

    [Fact]
    public void A_new_window_keeps_what_the_last_one_taught()
    {
        Forecaster forecaster = new();
        for (int second = -1800; second < 60; second++)
        {
            forecaster.Observe(Start.AddSeconds(second), Modulo(second, Hour) * 2, EndOf(second));
        }

        RateLimitForecast forecast = forecaster.Query(Limit, Limit - 120, Start + Window, Window, Start.AddSeconds(60));

        Assert.Equal(120, forecast.RatePerMinute, 3.0);
        Assert.NotNull(forecast.ExhaustsAt);
        Assert.InRange((forecast.ExhaustsAt.Value - Start).TotalSeconds, 2440, 2560);
    }

    [Fact]
    public void What_was_used_before_the_first_look_is_no_rate()
    {
        Forecaster forecaster = new();
        forecaster.Observe(Start, 4000, Start + Window);
        forecaster.Observe(Start.AddSeconds(60), 4000, Start + Window);

        RateLimitForecast forecast = forecaster.Query(Limit, 1000, Start + Window, Window, Start.AddSeconds(60));

        Assert.Equal(0, forecast.RatePerMinute);
        Assert.False(forecast.WillExhaust);
        Assert.Equal(4000, forecast.ProjectedUsed);
    }

    [Fact]
    public void Without_a_history_only_the_plan_counts()
    {
        RateLimitForecast forecast = new Forecaster().Query(Limit, 2100, Start + Window, Window, Start, new RateLimitPlan(3400, 10));

        Assert.True(forecast.WillExhaust);
        Assert.NotNull(forecast.ExhaustsAt);
        Assert.InRange((forecast.ExhaustsAt.Value - Start).TotalSeconds, 209, 211);
        Assert.Null(forecast.TypicalError);
    }

    [Theory]
    [InlineData(2000, 200)]
    [InlineData(3400, Hour + 130)]
    [InlineData(2100 + 5000 + 50, (2 * Hour) + 5)]
    public void A_plan_ends_in_the_window_that_has_room_for_its_last_call(int units, int seconds)
    {
        RateLimitForecast forecast = new Forecaster().Query(Limit, 2100, Start + Window, Window, Start, new RateLimitPlan(units, 10));

        Assert.NotNull(forecast.PlanEndsAt);
        Assert.Equal(seconds, (forecast.PlanEndsAt.Value - Start).TotalSeconds, 1.0);
    }

    [Fact]
    public void A_plan_gets_what_the_others_leave_and_ends_never_where_they_leave_nothing()
    {
        // One a second: 3,600 of the 5,000 of each window are the others'.
        Forecaster forecaster = new();
        Use(forecaster, static _ => 1, -1800, 0);
        RateLimitForecast modest = forecaster.Query(Limit, Limit, Start + Window, Window, Start, new RateLimitPlan(2800, 10));
        RateLimitForecast starved = forecaster.Query(3000, 3000, Start + Window, Window, Start, new RateLimitPlan(2800, 10));

        Assert.NotNull(modest.PlanEndsAt);
        Assert.InRange((modest.PlanEndsAt.Value - Start).TotalSeconds, Hour + 100, Hour + 160);
        Assert.Null(starved.PlanEndsAt);
    }

    [Fact]
    public void A_clock_that_is_set_back_loses_nothing()
    {
        Forecaster forecaster = new();
        forecaster.Observe(Start.AddSeconds(120), 0, Start + Window);
        forecaster.Observe(Start, 50, Start + Window);
        RateLimitForecast forecast = forecaster.Query(Limit, Limit - 50, Start + Window, Window, Start.AddSeconds(130));

        Assert.Equal(50 * 6, forecast.RatePerMinute, 0.5);
    }

    [Fact]
    public void Answers_out_of_order_are_counted_once()
    {
        Forecaster forecaster = new();
        foreach (int used in (int[])[0, 3, 1, 2, 5, 4, 6])
        {
            forecaster.Observe(Start, used, Start + Window);
        }

        RateLimitForecast forecast = forecaster.Query(Limit, Limit - 6, Start + Window, Window, Start.AddSeconds(10));

        Assert.Equal(36, forecast.RatePerMinute, 0.1);
    }

    [Fact]
    public void The_chance_of_exhaustion_never_falls_as_less_is_left()
    {
        Random random = new(11);
        Forecaster forecaster = new();
        Use(forecaster, _ => random.Next(4), -3600, 900);
        double last = 0;
        for (int remaining = Limit; remaining >= 0; remaining -= 100)
        {
            double chance = forecaster.Query(Limit, remaining, Start + Window, Window, Start.AddSeconds(900)).ExhaustionChance;
            Assert.InRange(chance, last, 1);
            last = chance;
        }

        Assert.Equal(1, last, 1e-9);
    }

    private static RateLimitForecast Ask(Func<int, int> calls, int after, int from = 0)
    {
        Forecaster forecaster = new();
        int used = Use(forecaster, calls, from, after);
        return forecaster.Query(Limit, Limit - used, Start + Window, Window, Start.AddSeconds(after));
    }

    // Tells the forecaster of each second what is used of the window; returns what is in the end.
    private static int Use(Forecaster forecaster, Func<int, int> calls, int from, int to)
    {
        int used = 0;
        forecaster.Observe(Start.AddSeconds(from), 0, EndOf(from));
        for (int second = from; second < to; second++)
        {
            used = (Modulo(second, Hour) == 0 ? 0 : used) + calls(second);
            forecaster.Observe(Start.AddSeconds(second), used, EndOf(second));
        }

        return used;
    }

    private static DateTimeOffset EndOf(int second) => Start.AddSeconds(second - Modulo(second, Hour)) + Window;

    private static int Modulo(int value, int by) => ((value % by) + by) % by;
}
