namespace DevFlow.Sandbox.GitLab;

/// <summary>A project with everything in it. <see cref="Gate"/> guards it and all its parts.</summary>
internal sealed class Project(long id, Group group, string path, string name, string origin, DateTimeOffset createdAt)
{
    private int _lastIssue;
    private int _lastMergeRequest;
    private int _lastPipeline;

    public Lock Gate { get; } = new();

    public long Id { get; } = id;

    public Group Group { get; } = group;

    public string Path { get; } = path;

    public string Name { get; } = name;

    public string FullPath => $"{Group.Path}/{Path}";

    public string FullName => $"{Group.Name} / {Name}";

    public string Origin { get; } = origin;

    public string WebUrl => $"{Origin}/{FullPath}";

    public string GitUrl => $"{WebUrl}.git";

    public string SshUrl => $"git@{new Uri(Origin).Host}:{FullPath}.git";

    public string ApiUrl => $"{Origin}/api/v4/projects/{Id}";

    public string Description { get; init; } = "";

    public string Visibility { get; init; } = "private";

    public string DefaultBranch { get; init; } = "main";

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset LastActivityAt { get; set; } = createdAt;

    public Dictionary<long, AccessLevel> Members { get; } = [];

    public SortedDictionary<string, Commit> Branches { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Tag> Tags { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Commit> Commits { get; } = new(StringComparer.Ordinal);

    public List<Issue> Issues { get; } = [];

    public List<MergeRequest> MergeRequests { get; } = [];

    public List<Pipeline> Pipelines { get; } = [];

    public List<Release> Releases { get; } = [];

    public List<ProjectHook> Hooks { get; } = [];

    public IEnumerable<Job> Jobs => Pipelines.SelectMany(pipeline => pipeline.Jobs);

    public int NextIssue() => ++_lastIssue;

    public int NextMergeRequest() => ++_lastMergeRequest;

    public int NextPipeline() => ++_lastPipeline;

    public AccessLevel AccessOf(User user) => Members.GetValueOrDefault(user.Id);

    /// <summary>The default branch is protected and takes pushes of maintainers, the others of developers.</summary>
    public AccessLevel NeededToPush(string branch) => branch == DefaultBranch ? AccessLevel.Maintainer : AccessLevel.Developer;

    /// <summary>True where a user may know that it exists.</summary>
    public bool IsVisibleTo(User user) => Visibility != "private" || AccessOf(user) > AccessLevel.None;

    /// <summary>Finds what a ref names: a branch, a tag or a commit by its whole id or its beginning.</summary>
    public Commit? Resolve(string reference)
    {
        if (Branches.TryGetValue(reference, out Commit? commit))
        {
            return commit;
        }

        if (Tags.TryGetValue(reference, out Tag? tag))
        {
            return tag.Commit;
        }

        return Commits.GetValueOrDefault(reference)
            ?? (reference.Length >= 7 ? Commits.Values.FirstOrDefault(known => known.Id.StartsWith(reference, StringComparison.Ordinal)) : null);
    }

    /// <summary>The commits that lead to one, newest first.</summary>
    public IReadOnlyList<Commit> History(Commit head)
    {
        List<Commit> history = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        Queue<Commit> open = new([head]);
        while (open.TryDequeue(out Commit? commit))
        {
            if (seen.Add(commit.Id))
            {
                history.Add(commit);
                foreach (string parent in commit.ParentIds)
                {
                    open.Enqueue(Commits[parent]);
                }
            }
        }

        return history;
    }
}
