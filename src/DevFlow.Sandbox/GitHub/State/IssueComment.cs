namespace DevFlow.Sandbox.GitHub;

/// <summary>A comment on an issue.</summary>
internal sealed class IssueComment(long id, Issue issue, Account author, string body, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public string NodeId { get; } = GitHub.NodeId.Create("IssueComment", id);

    public int IssueNumber { get; } = issue.Number;

    public string IssueApiPath { get; } = issue.ApiPath;

    public string HtmlPath { get; } = $"{issue.HtmlPath}#issuecomment-{id}";

    public Account Author { get; } = author;

    public string Body { get; } = body;

    public DateTimeOffset CreatedAt { get; } = createdAt;
}
