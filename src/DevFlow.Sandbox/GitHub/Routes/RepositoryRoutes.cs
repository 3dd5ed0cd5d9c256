using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The repository itself.</summary>
internal static class RepositoryRoutes
{
    public static IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", "/repos/{owner}/{repo}", "repo", "https://docs.github.com/rest/repos/repos#get-a-repository", GetAsync),
    ];

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        JsonBuffer body = JsonBuffer.Rent();
        RepositoryJson.WriteFull(body.Writer, call.Repository, call.Links);
        return new(Answer.Json(StatusCodes.Status200OK, body));
    }
}
