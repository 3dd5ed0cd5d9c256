using System.Buffers;
using System.Text.Json;
using DevFlow.Core.Events;

namespace DevFlow.Core.Limits.Forecast;

/// <summary>The event that tells of a rate limit before it is exhausted.</summary>
internal static class RateLimitNearing
{
    public const string Topic = "devflow.ratelimit.nearing";

    public static Event ToEvent(RateLimit limit, DateTimeOffset time)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("platform", limit.Platform);
            json.WriteString("connection", limit.Connection);
            json.WriteString("bucket", limit.Bucket);
            json.WriteNumber("limit", limit.Limit);
            json.WriteNumber("remaining", limit.Remaining);
            Write(json, "resetsAt", limit.ResetsAt);
            Write(json, "exhaustsAt", limit.Forecast?.ExhaustsAt);
            json.WriteEndObject();
        }

        return new Event
        {
            Id = Guid.CreateVersion7(time).ToString("N"),
            Source = EventRules.SessionSource,
            Type = Topic,
            Topic = Topic,
            Subject = limit.Bucket,
            Time = time,
            Connection = limit.Connection,
            Data = JsonElement.Parse(buffer.WrittenSpan),
        };
    }

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
