using System.Collections.Frozen;

namespace DevFlow.Core.Events.Correlation;

/// <summary>Tells the branches that stand for one piece of work.</summary>
internal static class BranchName
{
    private const string Heads = "refs/heads/";

    // Work of many stories flows through these; their name would tie all of it together.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LongLived = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "main", "master", "trunk", "default", "head", "develop", "development", "dev", "next", "nightly", "test", "testing", "qa", "uat",
        "stage", "staging", "preprod", "prod", "production", "release", "stable", "gh-pages", "pages")
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The branch's short name; empty for a tag or any other kind of reference.</summary>
    public static ReadOnlySpan<char> Short(ReadOnlySpan<char> reference) =>
        reference.StartsWith(Heads) ? reference[Heads.Length..]
        : reference.StartsWith("refs/") ? default
        : reference;

    public static bool IsOfOneStory(ReadOnlySpan<char> branch) =>
        !branch.IsEmpty && !LongLived.Contains(branch) && !branch.StartsWith("release/") && !branch.StartsWith("releases/");
}
