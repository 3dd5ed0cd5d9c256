namespace DevFlow.Sandbox.GitLab;

/// <summary>An issue. Guarded by its project.</summary>
internal sealed class Issue(Project project, long id, int iid, string title, User author, DateTimeOffset createdAt)
    : Issuable(project, id, iid, title, author, createdAt)
{
    public bool IsConfidential { get; set; }

    public string Type { get; set; } = "issue";

    public string? DueDate { get; set; }

    public long? Weight { get; set; }

    public override string TypeName => "Issue";

    public override string Place => $"issues/{Iid}";

    public override string Reference => $"#{Iid}";
}
