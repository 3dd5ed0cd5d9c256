using System.Globalization;
using System.Text;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A part of a connection.</summary>
/// <param name="All">Everything there is.</param>
/// <param name="Start">The index of the first item of the part.</param>
/// <param name="Count">How many items it has.</param>
internal sealed record GraphQlPage(IReadOnlyList<object> All, int Start, int Count)
{
    private const string Prefix = "cursor:v2:";

    public IEnumerable<GraphQlEdge> Edges => Enumerable.Range(Start, Count).Select(index => new GraphQlEdge(Cursor(index), All[index]));

    public string? StartCursor => Count == 0 ? null : Cursor(Start);

    public string? EndCursor => Count == 0 ? null : Cursor(Start + Count - 1);

    public bool HasNext => Start + Count < All.Count;

    public bool HasPrevious => Start > 0;

    /// <exception cref="GraphQlException">A cursor is none.</exception>
    public static GraphQlPage Create<T>(IReadOnlyList<T> all, GraphQlArguments arguments)
        where T : class
    {
        int start = Index(arguments, "after") + 1 ?? 0;
        int end = Math.Min(Index(arguments, "before") ?? all.Count, all.Count);
        start = Math.Min(start, end);
        if (arguments.Number("first") is { } first)
        {
            end = (int)Math.Min(end, start + first);
        }

        if (arguments.Number("last") is { } last)
        {
            start = (int)Math.Max(start, end - last);
        }

        return new(all, start, end - start);
    }

    private static string Cursor(int index) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}")));

    private static int? Index(GraphQlArguments arguments, string name)
    {
        if (arguments.Text(name) is not { Length: > 0 } cursor)
        {
            return null;
        }

        byte[] bytes = new byte[cursor.Length];
        if (Convert.TryFromBase64String(cursor, bytes, out int length)
            && Encoding.ASCII.GetString(bytes, 0, length) is var text
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && index < int.MaxValue)
        {
            return index;
        }

        throw new GraphQlException(new($"`{cursor}` does not appear to be a valid cursor.")
        {
            Type = "INVALID_CURSOR_ARGUMENTS",
            Path = [arguments.Field.Key],
            Location = arguments.Field.Location,
        });
    }
}
