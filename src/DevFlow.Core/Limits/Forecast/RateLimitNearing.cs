using System.Text.Json;
using DevFlow.Core.Events;

namespace DevFlow.Core.Limits.Forecast;

/// <summary>The event that tells of a rate limit before it is exhausted.</summary>
internal static class RateLimitNearing
{
    public const string Topic = "devflow.ratelimit.nearing";

    public static Event ToEvent(RateLimit limit, DateTimeOffset time) => EngineEvent.Of(Topic, time, json =>
    {
        json.WriteString("platform", limit.Platform);
        json.WriteString("connection", limit.Connection);
        json.WriteString("bucket", limit.Bucket);
        json.WriteNumber("limit", limit.Limit);
        json.WriteNumber("remaining", limit.Remaining);
        Write(json, "resetsAt", limit.ResetsAt);
        Write(json, "exhaustsAt", limit.Forecast?.ExhaustsAt);
    }) with
    {
        Subject = limit.Bucket,
        Connection = limit.Connection,
    };

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? moment)
    {
        if (moment is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
