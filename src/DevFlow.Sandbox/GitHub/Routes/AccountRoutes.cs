using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What is asked about the token itself: its user, its limit, its repositories.</summary>
internal sealed class AccountRoutes(GitHubState state, TimeProvider clock)
{
    private const string Documentation = "https://docs.github.com/rest";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", ["user"], "", $"{Documentation}/users/users#get-the-authenticated-user", GetUserAsync),
        new("GET", ["rate_limit"], "", $"{Documentation}/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user", GetLimitAsync),
        new("GET", ["user", "repos"], "", $"{Documentation}/repos/repos#list-repositories-for-the-authenticated-user", ListRepositoriesAsync),
    ];

    private ValueTask<GitHubAnswer> GetUserAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        JsonBuffer body = JsonBuffer.Rent();
        int owned = state.Repositories.Count(repository => repository.Owner == call.Grant.Account);
        AccountJson.WritePrivate(body.Writer, call.Grant.Account, owned, call.Links);
        return new(new GitHubAnswer(StatusCodes.Status200OK, body));
    }

    private ValueTask<GitHubAnswer> GetLimitAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        JsonBuffer body = JsonBuffer.Rent();
        LimitJson.Write(body.Writer, call.Limit, clock.GetUtcNow().ToUnixTimeSeconds());
        return new(new GitHubAnswer(StatusCodes.Status200OK, body));
    }

    private ValueTask<GitHubAnswer> ListRepositoriesAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Paging paging = Paging.Read(call.Request.Query);
        JsonBuffer body = JsonBuffer.Rent();
        body.Writer.WriteStartArray();
        foreach (Repository repository in paging.Take(state.Repositories))
        {
            RepositoryJson.WriteListed(body.Writer, repository, call.Links);
        }

        body.Writer.WriteEndArray();
        return new(new GitHubAnswer(StatusCodes.Status200OK, body)
        {
            Link = paging.CreateLink(call.Links.Api + "/user/repos", call.Request.Query, state.Repositories.Count),
        });
    }
}
