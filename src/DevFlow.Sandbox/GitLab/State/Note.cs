namespace DevFlow.Sandbox.GitLab;

/// <summary>A comment on an issue or a merge request. Guarded by its project.</summary>
internal sealed class Note(long id, string body, User author, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public string Body { get; set; } = body;

    public User Author { get; } = author;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    /// <summary>The thread it began.</summary>
    public required string DiscussionId { get; init; }

    public bool IsInternal { get; init; }
}
