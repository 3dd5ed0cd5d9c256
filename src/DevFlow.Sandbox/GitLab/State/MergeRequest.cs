namespace DevFlow.Sandbox.GitLab;

/// <summary>A merge request. Guarded by its project.</summary>
internal sealed class MergeRequest(
    Project project, long id, int iid, string title, string sourceBranch, string targetBranch, Commit head, User author, DateTimeOffset createdAt)
    : Issuable(project, id, iid, title, author, createdAt)
{
    public const string Merged = "merged";

    public string SourceBranch { get; } = sourceBranch;

    public string TargetBranch { get; set; } = targetBranch;

    /// <summary>Head of the source branch: kept when the branch is deleted.</summary>
    public Commit Head { get; set; } = head;

    public IReadOnlyList<User> Reviewers { get; set; } = [];

    public List<(User User, DateTimeOffset At)> Approvals { get; } = [];

    /// <summary>How many must approve before it can be merged.</summary>
    public int RequiredApprovals { get; set; }

    public bool HasConflicts { get; set; }

    public bool RemovesSourceBranch { get; set; }

    public bool IsSquashed { get; set; }

    public User? MergedBy { get; private set; }

    public DateTimeOffset? MergedAt { get; private set; }

    public Commit? MergeCommit { get; private set; }

    public bool IsDraft =>
        Title.StartsWith("Draft:", StringComparison.OrdinalIgnoreCase)
        || Title.StartsWith("[Draft]", StringComparison.OrdinalIgnoreCase)
        || Title.StartsWith("(Draft)", StringComparison.OrdinalIgnoreCase);

    public override string TypeName => "MergeRequest";

    public override string Place => $"merge_requests/{Iid}";

    public override string Reference => $"!{Iid}";

    public string MergeStatus => HasConflicts ? "cannot_be_merged" : "can_be_merged";

    /// <summary>Why it can or cannot be merged, in the words of detailed_merge_status.</summary>
    public string DetailedStatus =>
        State != Opened ? "not_open"
        : IsDraft ? "draft_status"
        : HasConflicts ? "conflict"
        : Approvals.Count < RequiredApprovals ? "not_approved"
        : "mergeable";

    public bool IsApprovedBy(User user) => Approvals.Exists(approval => approval.User == user);

    /// <summary>Merging pushes to the target branch.</summary>
    public bool CanBeMergedBy(User user) => Project.AccessOf(user) >= Project.NeededToPush(TargetBranch);

    public void Merge(User user, Commit commit, DateTimeOffset now) =>
        (State, MergedBy, MergeCommit, MergedAt) = (Merged, user, commit, now);
}
