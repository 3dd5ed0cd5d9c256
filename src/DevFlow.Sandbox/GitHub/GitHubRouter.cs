using System.Globalization;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Finds the operation a request asks for, and the repository it names.</summary>
internal sealed class GitHubRouter(GitHubState state, IReadOnlyList<GitHubRoute> rootRoutes, IReadOnlyList<GitHubRoute> repositoryRoutes)
{
    /// <summary>Sets the call's route, repository and number.</summary>
    /// <returns>False where nothing stands at the path, or nothing the token may see.</returns>
    public bool TryRoute(GitHubCall call)
    {
        // A HEAD is a GET whose body Kestrel leaves out.
        string method = HttpMethods.IsHead(call.Request.Method) ? HttpMethods.Get : call.Request.Method;
        RequestPath path = call.Path;
        if (path.Count >= 3 && path[0].SequenceEqual("repos"))
        {
            return TryRoute(call, method, repositoryRoutes, 3) && Enter(call, state.Find(path.Join(1, 2)));
        }

        // The form GitHub's own Link headers have.
        if (path.Count >= 2 && path[0].SequenceEqual("repositories"))
        {
            return TryRoute(call, method, repositoryRoutes, 2)
                && long.TryParse(path[1], NumberStyles.None, CultureInfo.InvariantCulture, out long id)
                && Enter(call, state.Find(id));
        }

        return TryRoute(call, method, rootRoutes, 0);
    }

    private static bool TryRoute(GitHubCall call, string method, IReadOnlyList<GitHubRoute> routes, int first)
    {
        for (int i = 0; i < routes.Count; i++)
        {
            if (routes[i].Method == method && routes[i].Matches(call.Path, first, out long number))
            {
                call.Route = routes[i];
                call.Number = number;
                return true;
            }
        }

        return false;
    }

    private static bool Enter(GitHubCall call, Repository? repository)
    {
        call.Repository = repository!;
        return repository is not null;
    }
}
