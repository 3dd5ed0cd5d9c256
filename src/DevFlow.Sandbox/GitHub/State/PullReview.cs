namespace DevFlow.Sandbox.GitHub;

/// <summary>One version of a review of a pull request; a change makes another.</summary>
internal sealed record PullReview(long Id, int PullNumber, Account Author, string CommitSha)
{
    public const string Pending = "PENDING";

    public string NodeId { get; } = GitHub.NodeId.Create("PullRequestReview", Id);

    public string Body { get; init; } = "";

    /// <summary><c>PENDING</c>, <c>APPROVED</c>, <c>CHANGES_REQUESTED</c>, <c>COMMENTED</c> or <c>DISMISSED</c>.</summary>
    public string State { get; init; } = Pending;

    public DateTimeOffset? SubmittedAt { get; init; }
}
