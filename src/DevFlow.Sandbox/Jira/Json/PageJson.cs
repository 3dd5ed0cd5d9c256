using System.Runtime.InteropServices;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>A part of a list, by <c>startAt</c> and <c>maxResults</c>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PageJson(int StartAt, int MaxResults)
{
    /// <param name="fields">The request.</param>
    /// <param name="otherwise">The size of a page where none is asked for.</param>
    /// <param name="most">The largest size; more is cut down to it.</param>
    public static PageJson Read(Fields fields, int otherwise = 50, int most = 100)
    {
        long start = fields.Number("startAt") ?? 0;
        long size = fields.Number("maxResults") ?? otherwise;
        return new((int)Math.Clamp(start, 0, int.MaxValue), (int)Math.Clamp(size, 0, most));
    }

    public IEnumerable<T> Take<T>(IReadOnlyCollection<T> all) => all.Skip(StartAt).Take(MaxResults);

    /// <summary>Writes where the page lies.</summary>
    public void WritePosition(Utf8JsonWriter writer, int total)
    {
        writer.WriteNumber("startAt"u8, StartAt);
        writer.WriteNumber("maxResults"u8, MaxResults);
        writer.WriteNumber("total"u8, total);
    }

    /// <summary>Writes a whole page, as most lists are: with <c>isLast</c> and <c>values</c>.</summary>
    public void Write<T>(Utf8JsonWriter writer, IReadOnlyCollection<T> all, Action<T> write)
    {
        writer.WriteStartObject();
        WritePosition(writer, all.Count);
        writer.WriteBoolean("isLast"u8, StartAt + (long)MaxResults >= all.Count);
        writer.WriteArray("values"u8, Take(all), write);
        writer.WriteEndObject();
    }
}
