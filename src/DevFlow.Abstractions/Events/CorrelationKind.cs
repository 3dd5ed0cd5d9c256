namespace DevFlow;

/// <summary>What a place of a payload holds, as far as it tells which story an event belongs to.</summary>
public enum CorrelationKind
{
    /// <summary>
    /// Prose: issue keys and addresses are looked for. A place that holds a tree (a rich-text document, blocks of a message)
    /// counts with all its properties named <c>text</c>, <c>url</c> and <c>href</c>.
    /// </summary>
    Text = 0,

    /// <summary>The key of the event's own issue, such as <c>ABC-123</c>.</summary>
    Issue,

    /// <summary>
    /// The repository's address and then a branch, as <c>{repository.html_url}@{ref}</c>: the value's last place is the branch, in
    /// which issue keys are looked for. Tags and long-lived branches are not counted.
    /// </summary>
    Branch,

    /// <summary>The full hash of a commit, 40 or 64 hexadecimal digits; zeros alone are not counted.</summary>
    Commit,

    /// <summary>The address of a page that stands for one thing, such as a pull request.</summary>
    Address,

    /// <summary>A conversation by an id that is unique over all platforms, as <c>slack:{team_id}:{event.channel}:{event.ts}</c>.</summary>
    Thread,
}
