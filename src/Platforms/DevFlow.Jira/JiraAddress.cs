namespace DevFlow.Jira;

/// <summary>Tells Jira's addresses apart.</summary>
internal static class JiraAddress
{
    /// <summary>What a site's cloud id follows at Atlassian's gateway, <c>https://api.atlassian.com</c>.</summary>
    public const string GatewayPath = "/ex/jira/";

    public static bool IsGateway(Uri? address) => address?.AbsolutePath.StartsWith(GatewayPath, StringComparison.Ordinal) == true;

    /// <param name="host">In lower case.</param>
    public static bool IsCloud(string host) =>
        host.EndsWith(".atlassian.net", StringComparison.Ordinal) || host.EndsWith(".jira.com", StringComparison.Ordinal);
}
