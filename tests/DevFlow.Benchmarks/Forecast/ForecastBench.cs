using System.Diagnostics;
using DevFlow.Benchmarks.Figures;
using DevFlow.Core.Limits.Forecast;

namespace DevFlow.Benchmarks.Forecast;

/// <summary>
/// How good the forecast is, over generated hours of seven shapes. The models and their constants were chosen with the
/// seeds 1001 to 1005; the seed here was used for nothing else.
/// </summary>
internal sealed class ForecastBench : IBench
{
    private const int Seed = 20261123;
    private const int WindowsOfEach = 200;
    private const int TenMinutes = 600;
    private const double MostError = 10;
    private const double LeastPrecision = 0.92;
    private const double LeastRecall = 0.80;

    private static readonly int[] Aheads = [1800, 1200, TenMinutes, 300];
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(Workload.Window);
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    public string Name => "forecast";

    public string Summary => "Time to exhaustion and warnings of the forecast, over those of used x window / elapsed";

    public Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        Tally ours = new();
        Tally naive = new();
        List<double> queries = [];
        List<double> observes = [];
        foreach (Workload workload in Workload.Generate(Seed, WindowsOfEach))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Replay(workload, ours, naive, queries, observes);
        }

        Tell(report, ours, naive);
        report.Spread("forecast.query", new Sample(queries), "us");
        report.Spread("forecast.observe", new Sample(observes), "us");
        return Task.CompletedTask;
    }

    private static void Tell(Report report, Tally ours, Tally naive)
    {
        report.Note($"workloads: 7 shapes x {WindowsOfEach} windows of {Workload.Limit} in an hour, seed {Seed}; error of the time to exhaustion in percent, medians");
        foreach (string kind in Workload.Kinds)
        {
            report.Note($"shape: {kind,-9} error={ours.Errors(static _ => true, kind).Median:F1} naive={naive.Errors(static _ => true, kind).Median:F1}");
        }

        foreach (int ahead in Aheads)
        {
            report.Note($"ahead: {ahead / 60,2} min error={ours.Errors(at => at == ahead).Median:F1} naive={naive.Errors(at => at == ahead).Median:F1}");
        }

        Sample error = ours.Errors(static at => at <= TenMinutes);
        report.Figure("forecast.tte_error_10min", error.Median, naive.Errors(static at => at <= TenMinutes).Median, "percent");
        report.Figure("forecast.precision", ours.Precision * 100, naive.Precision * 100, "percent");
        report.Figure("forecast.recall", ours.Recall * 100, naive.Recall * 100, "percent");
        report.Note($"coverage: {ours.Coverage:F3} of the bands from p10 to p90 held the truth; 0.8 is right");
        report.AtMost("forecast.tte_error_10min percent", error.Median, MostError);
        report.AtLeast("forecast.precision", ours.Precision, LeastPrecision);
        report.AtLeast("forecast.recall", ours.Recall, LeastRecall);
    }

    // Calls of a second are told to the forecaster as the platform tells them: by how much of the window is used.
    private static void Replay(Workload workload, Tally ours, Tally naive, List<double> queries, List<double> observes)
    {
        Forecaster forecaster = new();
        int? empty = workload.EmptyAfter();
        int used = 0;
        long spent = 0;
        for (int second = -Workload.WindowStart; second < (empty ?? Workload.Window); second++)
        {
            used = second % Workload.Window == 0 ? 0 : used;
            DateTimeOffset now = Start.AddSeconds(second);
            DateTimeOffset end = Start + (Math.Floor((double)second / Workload.Window) * Window) + Window;
            if (second > 0)
            {
                int ahead = (empty ?? int.MaxValue) - second;
                bool asked = second % 300 == 0;
                if (asked || Aheads.Contains(ahead))
                {
                    long before = Stopwatch.GetTimestamp();
                    RateLimitForecast forecast = forecaster.Query(Workload.Limit, Workload.Limit - used, Start + Window, Window, now);
                    queries.Add(Stopwatch.GetElapsedTime(before).TotalMicroseconds);
                    Judge(workload.Kind, forecast, used, second, ahead, asked, ours, naive);
                }
            }

            used += workload[second];
            long observed = Stopwatch.GetTimestamp();
            forecaster.Observe(now, used, end);
            spent += Stopwatch.GetTimestamp() - observed;
        }

        observes.Add(Stopwatch.GetElapsedTime(0, spent).TotalMicroseconds / (Workload.WindowStart + (empty ?? Workload.Window)));
    }

    private static void Judge(string kind, RateLimitForecast forecast, int used, int second, int ahead, bool asked, Tally ours, Tally naive)
    {
        // used x window / elapsed: what a client can tell from the headers of one answer.
        double naiveLeft = used == 0 ? double.PositiveInfinity : (Workload.Limit - used) * ((double)second / used);
        bool naiveWarns = second + naiveLeft < Workload.Window;
        if (asked)
        {
            ours.AddWarning(forecast.WillExhaust, ahead < Workload.Window);
            naive.AddWarning(naiveWarns, ahead < Workload.Window);
        }

        if (Aheads.Contains(ahead))
        {
            ours.AddTime(kind, ahead, Left(forecast.ExhaustsAt));
            ours.AddBand(ahead, Left(forecast.ExhaustsEarliest), Left(forecast.ExhaustsLatest));
            naive.AddTime(kind, ahead, naiveWarns ? naiveLeft : null);
        }

        double? Left(DateTimeOffset? at) => (at - forecast.MadeAt)?.TotalSeconds;
    }
}
