using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What a commit or a comparison does to one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Before">What it was; null where it was not there.</param>
/// <param name="After">What it is; null where it is gone.</param>
internal sealed record FileChange(string Path, GitBlob? Before, GitBlob? After)
{
    private readonly Lazy<(int Added, int Removed, string? Patch)> _lines = new(() => CompareLines(Before, After));

    public string Status => Before is null ? "added" : After is null ? "removed" : "modified";

    public int Additions => _lines.Value.Added;

    public int Deletions => _lines.Value.Removed;

    /// <summary>One hunk of a unified difference, from the first line that differs to the last; null for what is no text.</summary>
    public string? Patch => _lines.Value.Patch;

    public static ImmutableArray<FileChange> Between(GitTree before, GitTree after) =>
    [
        .. before.Files.Keys.Union(after.Files.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(path => new FileChange(path, before.Find(path), after.Find(path)))
            .Where(change => change.Before?.Sha != change.After?.Sha),
    ];

    private static (int Added, int Removed, string? Patch) CompareLines(GitBlob? before, GitBlob? after)
    {
        if (Array.IndexOf(before?.Content ?? [], (byte)0) >= 0 || Array.IndexOf(after?.Content ?? [], (byte)0) >= 0)
        {
            return (0, 0, null);
        }

        string[] old = Lines(before);
        string[] now = Lines(after);
        int first = 0;
        while (first < old.Length && first < now.Length && old[first] == now[first])
        {
            first++;
        }

        int same = 0;
        while (same < old.Length - first && same < now.Length - first && old[^(same + 1)] == now[^(same + 1)])
        {
            same++;
        }

        int removed = old.Length - first - same;
        int added = now.Length - first - same;
        StringBuilder patch = new();
        patch.Append(CultureInfo.InvariantCulture, $"@@ -{Start(first, removed)},{removed} +{Start(first, added)},{added} @@");
        AppendLines(patch, '-', old.AsSpan(first, removed));
        AppendLines(patch, '+', now.AsSpan(first, added));
        return (added, removed, patch.ToString());
    }

    // An empty side is named by the line before it.
    private static int Start(int first, int count) => count == 0 ? first : first + 1;

    private static void AppendLines(StringBuilder patch, char mark, ReadOnlySpan<string> lines)
    {
        foreach (string line in lines)
        {
            patch.Append('\n').Append(mark).Append(line);
        }
    }

    private static string[] Lines(GitBlob? blob)
    {
        if (blob is null || blob.Content.Length == 0)
        {
            return [];
        }

        string text = Encoding.UTF8.GetString(blob.Content);
        return (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
    }
}
