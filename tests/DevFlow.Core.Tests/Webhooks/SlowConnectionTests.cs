using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>
/// Connections that send a byte now and then hold up nobody else, and are cut. The full run, with 1,000 of them for two minutes and the
/// targets of the rate and the time: <c>DEVFLOW_SLOW_CONNECTIONS=1000 DEVFLOW_SLOW_SECONDS=120 dotnet run --project tests/DevFlow.Core.Tests -- -class DevFlow.Core.Tests.Webhooks.SlowConnectionTests</c>
/// </summary>
public sealed class SlowConnectionTests
{
    private const string Head = "POST /webhooks/fake HTTP/1.1\r\nHost: a\r\n";

    private static readonly TimeSpan CutWithin = TimeSpan.FromSeconds(8);
    private static readonly int Connections = Number("DEVFLOW_SLOW_CONNECTIONS", 100);
    private static readonly int Seconds = Number("DEVFLOW_SLOW_SECONDS", 10);
    private static readonly bool IsFullRun = Connections >= 1_000;

    [Fact]
    public async Task Slow_senders_are_cut_within_eight_seconds_and_good_ones_keep_their_rate()
    {
        await using ListenerFixture door = await ListenerFixture.StartAsync(time: TimeProvider.System);
        TimeSpan duration = TimeSpan.FromSeconds(Seconds);
        (double alone, _) = await SendAsync(door, TimeSpan.FromSeconds(Math.Min(Seconds, 20)));

        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        ConcurrentBag<TimeSpan> lives = [];
        Task[] slow = [.. Enumerable.Range(0, Connections).Select(n => BeSlowAsync(door.Listener.Uri, n, lives, over.Token))];
        (double rate, double p99) = await SendAsync(door, duration);
        await over.CancelAsync();
        await Task.WhenAll(slow);

        Assert.True(lives.Count >= Connections * (Seconds / 12), $"Only {lives.Count} were cut.");

        // A busy machine notices late that a connection is closed.
        Assert.True(lives.Max() <= CutWithin + TimeSpan.FromSeconds(IsFullRun ? 0 : 5), $"One lived for {lives.Max()}.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{lives.Count} slow connections cut, after {lives.Max().TotalSeconds:F1} s at most; good deliveries: {rate:F0}/s beside {alone:F0}/s alone, p99 {p99:F1} ms");
        if (IsFullRun)
        {
            Assert.True(rate >= 0.9 * alone, $"{rate:F0}/s beside {alone:F0}/s");
            Assert.True(p99 <= 50, $"p99 {p99:F1} ms");
        }
    }

    // At a fixed pace: what is asked is whether good deliveries are held up.
    private static async Task<(double Rate, double P99)> SendAsync(ListenerFixture door, TimeSpan duration)
    {
        List<double> times = [];
        Stopwatch watch = Stopwatch.StartNew();
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(5));
        while (watch.Elapsed < duration && await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            long begun = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await door.SendAsync($"{begun}");
            Assert.True(answer.IsSuccessStatusCode);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return (times.Count / watch.Elapsed.TotalSeconds, times.Order().ElementAt((int)(times.Count * 0.99)));
    }

    // Slow with its headers, slow with its body, or sending nothing after them; a new one as soon as one is cut.
    private static async Task BeSlowAsync(Uri listener, int number, ConcurrentBag<TimeSpan> lives, CancellationToken over)
    {
        try
        {
            while (!over.IsCancellationRequested)
            {
                using RawHttp raw = await RawHttp.ConnectAsync(listener, over);
                Stopwatch life = Stopwatch.StartNew();
                await raw.WriteAsync(Encoding.ASCII.GetBytes(Head + (number % 3 == 0 ? "" : "Content-Length: 1000\r\n\r\n")), over);
                Task<bool> closing = raw.IsClosedAsync(over);
                while (!closing.IsCompleted && number % 3 != 2 && await raw.WriteAsync("x"u8.ToArray(), over))
                {
                    await Task.WhenAny(closing, Task.Delay(TimeSpan.FromSeconds(1), over));
                }

                await closing;
                lives.Add(life.Elapsed);
            }
        }
        catch (OperationCanceledException)
        {
            // Time is up.
        }
    }

    private static int Number(string variable, int otherwise) => Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
