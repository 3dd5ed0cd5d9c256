using System.Globalization;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Finds what a path asks for: the route, and the repository or the organisation it is about.</summary>
internal sealed class GitHubRouter(IEnumerable<GitHubRoute> routes, GitHubState state)
{
    private const string EnterprisePrefix = "/api/v3";
    private const string EnterpriseGraphQl = "/api/graphql";
    private const string ById = "/repositories/";

    private readonly RouteTable<GitHubCall> _routes = new(routes);

    /// <summary>True for the form of Enterprise Server, whose answers have addresses of that form.</summary>
    public static bool IsEnterprise(string path) =>
        path.StartsWith(EnterprisePrefix + "/", StringComparison.Ordinal) || path == EnterpriseGraphQl;

    /// <summary>Finds the route of a call.</summary>
    /// <returns>False where there is none, or where the path names a repository or an organisation that is not there.</returns>
    public bool TryRoute(GitHubCall call, string path)
    {
        int start = path == EnterpriseGraphQl ? EnterpriseGraphQl.Length - GitHubRoute.GraphQl.Length
            : IsEnterprise(path) ? EnterprisePrefix.Length : 0;
        if (path.AsSpan(start).StartsWith(ById) && !TryResolve(ref path, ref start))
        {
            return false;
        }

        if (!_routes.TryFind(call.Request.Method, path, start, out Route<GitHubCall>? route, out RouteValues values, out _))
        {
            return false;
        }

        call.Route = (GitHubRoute)route;
        call.Values = values;
        call.Exchange.Route = route.Template;
        return TryFindPlace(call, route.Template);
    }

    // The form /repositories/{id} is the one GitHub's own Link headers have.
    private bool TryResolve(ref string path, ref int start)
    {
        int slash = path.IndexOf('/', start + ById.Length);
        int end = slash < 0 ? path.Length : slash;
        if (!long.TryParse(path.AsSpan(start + ById.Length, end - start - ById.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            || state.Find(id) is not { } named)
        {
            return false;
        }

        path = named.ApiPath + path[end..];
        start = 0;
        return true;
    }

    private bool TryFindPlace(GitHubCall call, string template)
    {
        if (template.StartsWith("/repos/{owner}/{repo}", StringComparison.Ordinal))
        {
            if (state.Find($"{call["owner"]}/{call["repo"]}") is not { } repository)
            {
                return false;
            }

            call.Repository = repository;
        }
        else if (template.StartsWith("/orgs/{org}", StringComparison.Ordinal))
        {
            if (state.FindAccount(call["org"]) is not { IsOrganization: true } organization)
            {
                return false;
            }

            call.Organization = organization;
        }

        return true;
    }
}
