namespace DevFlow.Sandbox.Jira;

/// <summary>How an answer shows things: below which address, in which version, for which product.</summary>
/// <param name="Root">The site's address, or the gateway's for it.</param>
/// <param name="Version">3 or 2.</param>
/// <param name="IsCloud">False for Data Center.</param>
internal sealed record JiraView(string Root, int Version, bool IsCloud)
{
    public string Api { get; } = $"{Root}/rest/api/{Version}";

    public string Agile { get; } = $"{Root}/rest/agile/1.0";

    /// <summary>True where texts are Atlassian Documents.</summary>
    public bool IsRich => Version == 3;
}
