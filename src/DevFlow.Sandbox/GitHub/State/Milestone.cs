namespace DevFlow.Sandbox.GitHub;

/// <summary>A milestone of a repository; issues in it follow its changes.</summary>
internal sealed class Milestone(long id, int number, Account creator, DateTimeOffset createdAt, MilestoneFields fields)
{
    private volatile MilestoneFields _fields = fields;
    private int _openIssues;
    private int _closedIssues;

    public long Id { get; } = id;

    public string NodeId { get; } = GitHub.NodeId.Create("Milestone", id);

    public int Number { get; } = number;

    public Account Creator { get; } = creator;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public MilestoneFields Fields
    {
        get => _fields;
        set => _fields = value;
    }

    public int OpenIssues => Volatile.Read(ref _openIssues);

    public int ClosedIssues => Volatile.Read(ref _closedIssues);

    /// <summary>Counts an issue in, or out with -1.</summary>
    public void Count(bool isClosed, int by) => Interlocked.Add(ref isClosed ? ref _closedIssues : ref _openIssues, by);
}
