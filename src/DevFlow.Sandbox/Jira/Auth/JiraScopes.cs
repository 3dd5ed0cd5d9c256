namespace DevFlow.Sandbox.Jira;

/// <summary>What an app may ask for.</summary>
internal static class JiraScopes
{
    public const string Offline = "offline_access";

    public static IReadOnlyList<string> Cloud { get; } =
    [
        "read:jira-work", "write:jira-work", "read:jira-user", "read:me", "manage:jira-webhook", "manage:jira-project", "manage:jira-configuration",
        "read:board-scope:jira-software", "read:sprint:jira-software", "write:sprint:jira-software", "delete:sprint:jira-software",
        "read:dev-info:jira", "write:dev-info:jira", "delete:dev-info:jira", Offline,
    ];

    /// <summary>Each includes those before it.</summary>
    public static IReadOnlyList<string> Server { get; } = ["READ", "WRITE", "ADMIN", "SYSTEM_ADMIN"];

    /// <summary>What the granted ones include.</summary>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> granted)
    {
        int highest = -1;
        for (int i = 0; i < Server.Count; i++)
        {
            highest = granted.Contains(Server[i], StringComparer.Ordinal) ? i : highest;
        }

        return highest < 0 ? granted : [.. Server.Take(highest + 1)];
    }
}
