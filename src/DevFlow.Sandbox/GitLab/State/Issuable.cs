namespace DevFlow.Sandbox.GitLab;

/// <summary>What issues and merge requests have in common. Guarded by its project.</summary>
internal abstract class Issuable(Project project, long id, int iid, string title, User author, DateTimeOffset createdAt)
{
    public const string Opened = "opened";
    public const string Closed = "closed";

    public Project Project { get; } = project;

    public long Id { get; } = id;

    public int Iid { get; } = iid;

    public string Title { get; set; } = title;

    public string? Description { get; set; }

    public string State { get; set; } = Opened;

    public User Author { get; } = author;

    public IReadOnlyList<User> Assignees { get; set; } = [];

    public SortedSet<string> Labels { get; } = new(StringComparer.Ordinal);

    public List<Note> Notes { get; } = [];

    public bool? IsDiscussionLocked { get; set; }

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    public DateTimeOffset? ClosedAt { get; private set; }

    public User? ClosedBy { get; private set; }

    /// <summary>Its type as notes name it.</summary>
    public abstract string TypeName { get; }

    /// <summary>Path segments of its page: <c>issues/1</c>.</summary>
    public abstract string Place { get; }

    /// <summary>How texts name it: <c>#1</c> or <c>!1</c>.</summary>
    public abstract string Reference { get; }

    public string WebUrl => $"{Project.WebUrl}/-/{Place}";

    public void Close(User user, DateTimeOffset now) => (State, ClosedBy, ClosedAt) = (Closed, user, now);

    public void Reopen() => (State, ClosedBy, ClosedAt) = (Opened, null, null);
}
