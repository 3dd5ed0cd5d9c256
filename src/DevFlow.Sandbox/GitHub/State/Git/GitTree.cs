using System.Collections.Immutable;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Files by path; immutable.</summary>
internal sealed class GitTree
{
    private readonly ImmutableSortedDictionary<string, GitBlob> _files;
    private string? _sha;

    private GitTree(ImmutableSortedDictionary<string, GitBlob> files) => _files = files;

    public static GitTree Empty { get; } = new(ImmutableSortedDictionary.Create<string, GitBlob>(StringComparer.Ordinal));

    public IReadOnlyDictionary<string, GitBlob> Files => _files;

    public string Sha => _sha ??= GitHash.OfTree([.. _files]);

    public GitBlob? Find(string path) => _files.GetValueOrDefault(path);

    /// <param name="path">Where; a file in the place of a folder, or the other way round, is not checked.</param>
    /// <param name="blob">The content; null removes the file.</param>
    public GitTree With(string path, GitBlob? blob) => new(blob is null ? _files.Remove(path) : _files.SetItem(path, blob));

    /// <summary>What is directly in a folder: files, and the trees of the folders below.</summary>
    /// <param name="folder">Without a slash at the end; empty for the root.</param>
    /// <returns>Empty where there is no such folder.</returns>
    public IReadOnlyList<(string Path, GitBlob? File, GitTree? Folder)> List(string folder)
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        List<(string, GitBlob?, GitTree?)> entries = [];
        foreach (IGrouping<string, KeyValuePair<string, GitBlob>> group in _files
            .Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal))
            .GroupBy(file => file.Key.IndexOf('/', prefix.Length) is var slash and >= 0 ? file.Key[..slash] : file.Key, StringComparer.Ordinal))
        {
            KeyValuePair<string, GitBlob> first = group.First();
            entries.Add(first.Key == group.Key
                ? (group.Key, first.Value, null)
                : (group.Key, null, new(group.ToImmutableSortedDictionary(file => file.Key[(group.Key.Length + 1)..], file => file.Value, StringComparer.Ordinal))));
        }

        return entries;
    }

    /// <summary>What two changes of the same files come to.</summary>
    /// <returns>Null where both change a file, and not alike.</returns>
    public static GitTree? Merge(GitTree origin, GitTree ours, GitTree theirs)
    {
        GitTree merged = ours;
        foreach (string path in origin._files.Keys.Union(theirs._files.Keys, StringComparer.Ordinal))
        {
            string? was = origin.Find(path)?.Sha;
            GitBlob? their = theirs.Find(path);
            if (their?.Sha == was)
            {
                continue;
            }

            string? our = ours.Find(path)?.Sha;
            if (our != was && our != their?.Sha)
            {
                return null;
            }

            merged = merged.With(path, their);
        }

        return merged;
    }
}
