namespace DevFlow.Sandbox.Jira;

internal sealed class Project(long id, string key, string name, JiraUser lead)
{
    public long Id { get; } = id;

    public string Key { get; } = key;

    public string Name { get; } = name;

    public JiraUser Lead { get; } = lead;

    public string Description { get; init; } = "";

    /// <summary>Who may see it; empty for everybody.</summary>
    public IReadOnlyList<JiraUser> Members { get; init; } = [];

    /// <summary>The number of the newest issue.</summary>
    public int LastNumber { get; set; }

    public bool IsVisibleTo(JiraUser user) => Members.Count == 0 || user.IsAdmin || Members.Contains(user);
}
