namespace DevFlow.Sandbox.Jira;

/// <summary>An issue. Guarded by the state's gate.</summary>
internal sealed class Issue(long id, Project project, int number, IssueType type, JiraUser reporter, DateTimeOffset created)
{
    /// <summary>A longer history forgets its oldest entries.</summary>
    private const int MaxHistory = 1000;

    private readonly List<Change> _history = [];

    public long Id { get; } = id;

    public Project Project { get; } = project;

    public int Number { get; } = number;

    public string Key { get; } = $"{project.Key}-{number}";

    public IssueType Type { get; set; } = type;

    public string Summary { get; set; } = "";

    public RichText? Description { get; set; }

    public Status Status { get; set; } = Workflow.Initial;

    public DateTimeOffset StatusSince { get; set; } = created;

    public Priority Priority { get; set; } = Catalog.DefaultPriority;

    public JiraUser? Assignee { get; set; }

    public JiraUser Reporter { get; set; } = reporter;

    public JiraUser Creator { get; } = reporter;

    public IReadOnlyList<string> Labels { get; set; } = [];

    public Resolution? Resolution { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }

    public DateOnly? DueDate { get; set; }

    public Issue? Parent { get; set; }

    public double? StoryPoints { get; set; }

    /// <summary>The sprint it is in; closed ones it was in before are in <see cref="ClosedSprints"/>.</summary>
    public Sprint? Sprint { get; set; }

    public List<Sprint> ClosedSprints { get; } = [];

    public DateTimeOffset Created { get; } = created;

    public DateTimeOffset Updated { get; set; } = created;

    /// <summary>Changes with every change, for those who must know that nothing happened in between.</summary>
    public int Version { get; private set; }

    public List<Comment> Comments { get; } = [];

    public List<RemoteLink> RemoteLinks { get; } = [];

    public List<IssueLink> Links { get; } = [];

    public IReadOnlyList<Change> History => _history;

    public void Note(Change change)
    {
        if (_history.Count == MaxHistory)
        {
            _history.RemoveAt(0);
        }

        _history.Add(change);
        Touch(change.At);
    }

    public void Touch(DateTimeOffset now)
    {
        Updated = now;
        Version++;
    }
}
