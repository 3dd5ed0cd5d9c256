using System.Globalization;
using System.Text.Json;

namespace DevFlow.Sandbox.Jira;

/// <summary>Value forms of Jira's JSON.</summary>
internal static class JiraWriting
{
    private static readonly int[] AvatarSizes = [48, 24, 16, 32];

    /// <summary>A moment as <c>2026-03-01T10:00:00.500+0000</c>.</summary>
    public static string Format(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);

    public static void WriteMomentValue(this Utf8JsonWriter writer, DateTimeOffset? moment)
    {
        if (moment is { } value)
        {
            writer.WriteStringValue(Format(value));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    public static void WriteMoment(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? moment)
    {
        writer.WritePropertyName(name);
        writer.WriteMomentValue(moment);
    }

    /// <summary>Ids are texts in most places.</summary>
    public static void WriteId(this Utf8JsonWriter writer, long id) => writer.WriteString("id"u8, id.ToString(CultureInfo.InvariantCulture));

    public static void WriteText(this Utf8JsonWriter writer, RichText? text, JiraView view)
    {
        if (text is null)
        {
            writer.WriteNullValue();
        }
        else if (view.IsRich)
        {
            text.WriteDocument(writer);
        }
        else
        {
            writer.WriteStringValue(text.Text);
        }
    }

    public static void WriteAvatars(this Utf8JsonWriter writer, string address)
    {
        writer.WriteStartObject("avatarUrls"u8);
        foreach (int size in AvatarSizes)
        {
            writer.WriteString(string.Create(CultureInfo.InvariantCulture, $"{size}x{size}"), string.Create(CultureInfo.InvariantCulture, $"{address}?size={size}"));
        }

        writer.WriteEndObject();
    }

    public static void WriteArray<T>(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            write(item);
        }

        writer.WriteEndArray();
    }
}
