using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The SHAs that git itself would make of the same content.</summary>
/// <remarks>
/// An object is <c>type SP length NUL content</c>; a tree's entry is <c>mode SP name NUL sha</c>.
/// https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
/// </remarks>
internal static class GitHash
{
    public static string OfBlob(byte[] content) => Convert.ToHexStringLower(Of("blob", content));

    /// <param name="tree">The files, sorted by path.</param>
    public static string OfTree(IReadOnlyList<KeyValuePair<string, GitBlob>> tree) => Convert.ToHexStringLower(Tree(tree, 0, tree.Count, 0));

    public static string OfCommit(string tree, IReadOnlyList<GitCommit> parents, GitPerson author, GitPerson committer, string message)
    {
        StringBuilder text = new();
        text.Append("tree ").Append(tree).Append('\n');
        foreach (GitCommit parent in parents)
        {
            text.Append("parent ").Append(parent.Sha).Append('\n');
        }

        AppendPerson(text, "author", author);
        AppendPerson(text, "committer", committer);
        text.Append('\n').Append(message);
        return Convert.ToHexStringLower(Of("commit", Encoding.UTF8.GetBytes(text.ToString())));
    }

    // Paths sorted by their characters put the files of a folder together and in the order git has inside a tree.
    private static byte[] Tree(IReadOnlyList<KeyValuePair<string, GitBlob>> files, int start, int end, int prefix)
    {
        using MemoryStream content = new();
        int at = start;
        while (at < end)
        {
            string path = files[at].Key;
            int slash = path.IndexOf('/', prefix);
            if (slash < 0)
            {
                Append(content, "100644", path[prefix..], Convert.FromHexString(files[at].Value.Sha));
                at++;
                continue;
            }

            string folder = path[..(slash + 1)];
            int last = at;
            while (last < end && files[last].Key.StartsWith(folder, StringComparison.Ordinal))
            {
                last++;
            }

            Append(content, "40000", path[prefix..slash], Tree(files, at, last, slash + 1));
            at = last;
        }

        return Of("tree", content.ToArray());
    }

    private static void Append(MemoryStream content, string mode, string name, byte[] sha)
    {
        content.Write(Encoding.UTF8.GetBytes($"{mode} {name}\0"));
        content.Write(sha);
    }

    private static void AppendPerson(StringBuilder text, string role, GitPerson person) => text.Append(
        CultureInfo.InvariantCulture, $"{role} {person.Name} <{person.Email}> {person.Date.ToUnixTimeSeconds()} +0000\n");

    // SHA-1 because these are names, as git has them, and no protection.
#pragma warning disable CA5350
    private static byte[] Of(string type, byte[] content) =>
        SHA1.HashData([.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type} {content.Length}\0")), .. content]);
#pragma warning restore CA5350
}
