using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DevFlow.Core.Http;
using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Http;

public sealed class HttpMetricsTests
{
    [Fact]
    public async Task Attempts_retries_refusals_waits_and_openings_are_measured_and_no_path_is_told()
    {
        ConcurrentQueue<(string Instrument, double Value, string Tags)> seen = new();
        await using ScriptedServer server = new((request, number) => (request.Path, number) switch
        {
            ("/limited", 1) => Answer.Status(429, "", "Retry-After: 3"),
            ("/broken", _) => Answer.Status(500),
            _ => Answer.Ok("{}", "ETag: \"v\""),
        });
        using TempFolder folder = new();
        using ChainFixture chain = new(server.Uri, HomeFolder.Open(folder.File("home")));
        string address = server.Uri.GetLeftPart(UriPartial.Authority);
        using MeterListener listener = Listen(chain, seen);

        (await chain.SendAsync(new Uri(server.Uri, "limited"))).Dispose();
        for (int i = 0; i < 10; i++)
        {
            (await chain.SendAsync(new Uri(server.Uri, "broken"), "POST")).Dispose();
        }

        Assert.Equal(12, Values("devflow.http.attempt.duration").Count);
        Assert.Equal("devflow.connection=main devflow.reason=limit", Assert.Single(Values("devflow.ratelimit.refusals")).Tags);
        Assert.Equal($"devflow.outcome=Refused server.address={address}", Assert.Single(Values("devflow.http.retries")).Tags);
        Assert.InRange(Assert.Single(Values("devflow.ratelimit.wait.duration")).Value, 3, 4);
        Assert.Equal($"devflow.bucket=core server.address={address}", Assert.Single(Values("devflow.circuit.openings")).Tags);
        Assert.DoesNotContain(seen, static one => one.Tags.Contains("limited", StringComparison.Ordinal) || one.Tags.Contains("broken", StringComparison.Ordinal));

        List<(string Instrument, double Value, string Tags)> Values(string name) => [.. seen.Where(one => one.Instrument == name)];
    }

    private static MeterListener Listen(ChainFixture chain, ConcurrentQueue<(string, double, string)> seen)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, chain.Metrics.Meter))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Enqueue((instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Enqueue((instrument.Name, value, Text(tags))));
        listener.Start();
        return listener;
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
}
