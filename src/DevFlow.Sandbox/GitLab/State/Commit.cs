namespace DevFlow.Sandbox.GitLab;

/// <summary>A commit. Files are not kept: nothing served shows them.</summary>
internal sealed record Commit(string Id, IReadOnlyList<string> ParentIds, string Message, User Author, DateTimeOffset At)
{
    /// <summary>What pipelines and pushes name where there is nothing before.</summary>
    public const string Blank = "0000000000000000000000000000000000000000";

    public string ShortId => Id[..8];

    /// <summary>The id of the first parent.</summary>
    public string Before => ParentIds.Count > 0 ? ParentIds[0] : Blank;

    public string Title => Message.Split('\n', 2)[0];
}
