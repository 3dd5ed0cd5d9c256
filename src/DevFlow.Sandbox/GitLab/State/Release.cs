namespace DevFlow.Sandbox.GitLab;

/// <summary>A release of a tag. Guarded by its project.</summary>
internal sealed class Release(long id, Tag tag, User author, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public Tag Tag { get; } = tag;

    public User Author { get; } = author;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset ReleasedAt { get; set; } = createdAt;

    public string Name { get; set; } = tag.Name;

    public string Description { get; set; } = "";
}
