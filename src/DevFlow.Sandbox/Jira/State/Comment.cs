namespace DevFlow.Sandbox.Jira;

internal sealed class Comment(long id, JiraUser author, RichText body, DateTimeOffset created)
{
    public long Id { get; } = id;

    public JiraUser Author { get; } = author;

    public JiraUser UpdateAuthor { get; set; } = author;

    public RichText Body { get; set; } = body;

    public DateTimeOffset Created { get; } = created;

    public DateTimeOffset Updated { get; set; } = created;
}
