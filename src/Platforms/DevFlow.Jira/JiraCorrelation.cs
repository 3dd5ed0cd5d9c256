namespace DevFlow.Jira;

/// <summary>Where Jira's payloads name issues and hold texts.</summary>
internal static class JiraCorrelation
{
    public static CorrelationMap Map { get; } = new()
    {
        Rules =
        [
            // Never the parent or links: an epic's stories are stories of their own.
            new(CorrelationKind.Issue, "issue.key"),

            new(CorrelationKind.Text, "issue.fields.summary"),
            new(CorrelationKind.Text, "issue.fields.description"),
            new(CorrelationKind.Text, "comment.body"),
            new(CorrelationKind.Text, "worklog.comment"),
        ],
    };
}
