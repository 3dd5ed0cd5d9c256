using System.Globalization;
using System.Text.Json;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Value forms of GitLab.</summary>
internal static class GitLabWriting
{
    /// <summary>A moment in the API: <c>2026-03-01T10:00:00.500Z</c>.</summary>
    public static void WriteTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? moment) =>
        Write(writer, name, moment, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    /// <summary>A moment of a commit: <c>2026-03-01T10:00:00.000+00:00</c>.</summary>
    public static void WriteCommitTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? moment) =>
        Write(writer, name, moment, "yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'");

    /// <summary>A moment in most webhook payloads: <c>2026-03-01 10:00:00 UTC</c>.</summary>
    public static void WriteHookTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? moment) =>
        Write(writer, name, moment, "yyyy-MM-dd HH:mm:ss 'UTC'");

    /// <summary>A day: <c>2026-03-01</c>.</summary>
    public static void WriteDay(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? moment) =>
        Write(writer, name, moment, "yyyy-MM-dd");

    /// <summary>Seconds between two moments; null where one is missing.</summary>
    public static void WriteSeconds(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? from, DateTimeOffset? to, bool isWhole = false)
    {
        if (to - from is not { } span)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteNumber(name, isWhole ? Math.Floor(span.TotalSeconds) : Math.Round(span.TotalSeconds, 6));
    }

    public static void WriteOptional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void WriteOptional(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool? flag)
    {
        if (flag is { } value)
        {
            writer.WriteBoolean(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void WriteTexts(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? moment, string format)
    {
        if (moment is not { } value)
        {
            writer.WriteNull(name);
            return;
        }

        Span<char> text = stackalloc char[32];
        value.UtcDateTime.TryFormat(text, out int length, format, CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }
}
