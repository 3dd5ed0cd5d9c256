namespace DevFlow.Sandbox.Jira;

/// <summary>A person. Cloud knows it by the account id, Data Center by the user name.</summary>
internal sealed record JiraUser(string AccountId, string Name, string DisplayName, string Email)
{
    public bool IsActive { get; init; } = true;

    /// <summary>May manage webhooks and see every project.</summary>
    public bool IsAdmin { get; init; }

    public string TimeZone { get; init; } = "Etc/UTC";
}
