using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace DevFlow.Core.Tests.Http;

public sealed class ServerHintTests
{
    private const int Trials = 10_000;
    private const int Servers = 20;

    /// <summary>Seconds or a date, in a refusal or a failure, from servers whose clocks differ from ours: measured where the server stands.</summary>
    [Fact]
    public async Task In_ten_thousand_trials_no_call_comes_before_the_servers_hint()
    {
        Random random = new(20261123);
        for (int server = 0; server < Servers; server++)
        {
            await TryAsync(random, Trials / Servers);
        }
    }

    [Fact]
    public async Task On_real_sockets_and_the_real_clock_no_call_comes_before_the_hint_either()
    {
        ConcurrentQueue<long> times = new();
        await using ScriptedServer server = new((_, number) =>
        {
            times.Enqueue(Stopwatch.GetTimestamp());
            return number % 2 == 1 ? Answer.Status(number % 4 == 1 ? 429 : 503, "", "Retry-After: 1") : Answer.Ok();
        });
        using ChainFixture chain = new(server.Uri, time: TimeProvider.System);

        for (int trial = 0; trial < 3; trial++)
        {
            (await chain.SendAsync(server.Uri)).Dispose();
        }

        long[] seen = [.. times];
        Assert.Equal(6, seen.Length);
        for (int trial = 0; trial < 6; trial += 2)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(seen[trial], seen[trial + 1]), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        }
    }

    private static async Task TryAsync(Random random, int trials)
    {
        Uri api = new("http://127.0.0.1/");
        HintingServer server = new() { Skew = TimeSpan.FromMilliseconds(random.Next(-5000, 5000)) };
        using ChainFixture chain = new(api, transport: server);
        server.Time = chain.Time;
        chain.Time.Longest = TimeSpan.FromSeconds(99);
        chain.Options = chain.Options with { MaxWait = TimeSpan.FromMinutes(5) };
        for (int trial = 0; trial < trials; trial++)
        {
            // A tenth of a host's calls may be repeated: these pay for the one that is.
            for (int paid = 0; paid < 10; paid++)
            {
                (await chain.SendAsync(api)).Dispose();
            }

            chain.Time.Advance(TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerSecond)));
            server.Hint(TimeSpan.FromMilliseconds(random.Next(1, 90_000)), asDate: random.Next(2) == 0, status: random.Next(2) == 0 ? 429 : 503);
            using HttpResponseMessage response = await chain.SendAsync(api);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(trials, server.Repeats.Count);
        Assert.DoesNotContain(server.Repeats, static late => late < TimeSpan.Zero);
    }

    private sealed class HintingServer : HttpMessageHandler
    {
        private TimeSpan? _hint;
        private bool _asDate;
        private int _status;
        private DateTimeOffset? _allowedAt;

        public TimeProvider Time { get; set; } = TimeProvider.System;

        public required TimeSpan Skew { get; init; }

        /// <summary>How long after the hint the repeats came.</summary>
        public ConcurrentQueue<TimeSpan> Repeats { get; } = new();

        public void Hint(TimeSpan wait, bool asDate, int status) => (_hint, _asDate, _status) = (wait, asDate, status);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            DateTimeOffset now = Time.GetUtcNow();
            if (_allowedAt is { } allowed)
            {
                Repeats.Enqueue(now - allowed);
                _allowedAt = null;
            }

            HttpResponseMessage response = new(HttpStatusCode.OK) { RequestMessage = request, Content = new ByteArrayContent([]) };
            response.Headers.TryAddWithoutValidation("Date", (now + Skew).ToString("R"));
            if (_hint is { } wait)
            {
                _hint = null;
                response.StatusCode = (HttpStatusCode)_status;
                _allowedAt = now + Say(response, wait, now);
            }

            return Task.FromResult(response);
        }

        // Both forms have whole seconds: what is said is what counts. A date counts on the server's own clock.
        private TimeSpan Say(HttpResponseMessage response, TimeSpan wait, DateTimeOffset now)
        {
            if (!_asDate)
            {
                int seconds = (int)Math.Ceiling(wait.TotalSeconds);
                response.Headers.TryAddWithoutValidation("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
                return TimeSpan.FromSeconds(seconds);
            }

            DateTimeOffset moment = DateTimeOffset.FromUnixTimeSeconds((now + Skew + wait).ToUnixTimeSeconds() + 1);
            response.Headers.TryAddWithoutValidation("Retry-After", moment.ToString("R"));
            return moment - (now + Skew);
        }
    }
}
