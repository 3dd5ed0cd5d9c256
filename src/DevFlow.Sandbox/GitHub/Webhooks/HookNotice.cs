namespace DevFlow.Sandbox.GitHub;

/// <summary>Something hooks are told, as it was when it happened.</summary>
/// <param name="Event">The value of X-GitHub-Event.</param>
/// <param name="Repository">Where.</param>
/// <param name="Sender">Who.</param>
/// <param name="Answered">Ends when the request that caused it has its answer; no delivery overtakes it.</param>
internal sealed record HookNotice(string Event, Repository Repository, Account Sender, Task Answered)
{
    public string? Action { get; init; }

    public Issue? Issue { get; init; }

    /// <summary>The issue before an edit.</summary>
    public Issue? Before { get; init; }

    public IssueComment? Comment { get; init; }
}
