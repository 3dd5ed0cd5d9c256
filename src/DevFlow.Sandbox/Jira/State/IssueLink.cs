namespace DevFlow.Sandbox.Jira;

/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Outward">The issue that blocks.</param>
/// <param name="Inward">The issue that is blocked.</param>
internal sealed record IssueLink(long Id, LinkType Type, Issue Outward, Issue Inward);
