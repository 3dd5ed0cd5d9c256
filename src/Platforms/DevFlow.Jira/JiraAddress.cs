namespace DevFlow.Jira;

/// <summary>Tells Jira's addresses apart.</summary>
internal static class JiraAddress
{
    public const string GatewayHost = "api.atlassian.com";

    /// <summary>What a site's cloud id follows at Atlassian's gateway.</summary>
    public const string GatewayPath = "/ex/jira/";

    public static bool IsGateway(Uri? address) => address?.AbsolutePath.StartsWith(GatewayPath, StringComparison.Ordinal) == true;

    public static bool IsGatewayHost(Uri address) => address.IdnHost.Equals(GatewayHost, StringComparison.OrdinalIgnoreCase);

    /// <param name="host">In lower case.</param>
    public static bool IsCloud(string host) =>
        host.EndsWith(".atlassian.net", StringComparison.Ordinal) || host.EndsWith(".jira.com", StringComparison.Ordinal);
}
