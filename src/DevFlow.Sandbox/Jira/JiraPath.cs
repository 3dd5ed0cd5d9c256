using System.Runtime.InteropServices;

namespace DevFlow.Sandbox.Jira;

/// <summary>Where a request goes: the site itself, or the gateway's path for it, and what is behind that.</summary>
/// <param name="Path">The path as the routes' templates have it.</param>
/// <param name="CloudId">The site the gateway was asked for; null at the site itself.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JiraPath(string Path, string? CloudId)
{
    private const string Gateway = "/ex/jira/";
    private const string DevInfoGateway = "/jira/devinfo/0.1/cloud/";
    private const string DevInfo = "/devinfo/0.10/";
    private const string Latest = "/rest/api/latest/";

    public static JiraPath Read(string path, bool isCloud)
    {
        if (isCloud && TryCut(path, Gateway, out string? cloudId, out string rest))
        {
            return new(Normalize(rest, isCloud), cloudId);
        }

        return isCloud && TryCut(path, DevInfoGateway, out cloudId, out rest)
            ? new(string.Concat(DevInfo, rest.AsSpan(1)), cloudId)
            : new(Normalize(path, isCloud), null);
    }

    // The newest version has the name "latest"; the description of development information leaves "/rest" out.
    private static string Normalize(string path, bool isCloud)
    {
        if (path.StartsWith(Latest, StringComparison.Ordinal))
        {
            return string.Concat(isCloud ? JiraRoute.Version3 : JiraRoute.Version2, path.AsSpan(Latest.Length));
        }

        return path.StartsWith("/rest" + DevInfo, StringComparison.Ordinal) ? path["/rest".Length..] : path;
    }

    private static bool TryCut(string path, string prefix, out string? cloudId, out string rest)
    {
        int slash = path.StartsWith(prefix, StringComparison.Ordinal) ? path.IndexOf('/', prefix.Length) : -1;
        (cloudId, rest) = slash < 0 ? (null, path) : (path[prefix.Length..slash], path[slash..]);
        return slash >= 0;
    }
}
