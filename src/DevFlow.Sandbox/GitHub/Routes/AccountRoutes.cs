using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What is asked about the token itself: its user, its limit, its repositories.</summary>
internal sealed class AccountRoutes(GitHubState state, SandboxClock clock)
{
    private const string Documentation = "https://docs.github.com/rest";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", "/user", "", $"{Documentation}/users/users#get-the-authenticated-user", GetUserAsync),
        new("GET", "/rate_limit", "", $"{Documentation}/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user", GetLimitAsync),
        new("GET", "/user/repos", "", $"{Documentation}/repos/repos#list-repositories-for-the-authenticated-user", ListRepositoriesAsync),
    ];

    private ValueTask<Answer> GetUserAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        JsonBuffer body = JsonBuffer.Rent();
        int owned = state.Repositories.Count(repository => repository.Owner == call.Grant.Account);
        AccountJson.WritePrivate(body.Writer, call.Grant.Account, owned, call.Links);
        return new(Answer.Json(StatusCodes.Status200OK, body));
    }

    private ValueTask<Answer> GetLimitAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        JsonBuffer body = JsonBuffer.Rent();
        LimitJson.Write(body.Writer, call.Limit, clock.Now.ToUnixTimeSeconds());
        return new(Answer.Json(StatusCodes.Status200OK, body));
    }

    private ValueTask<Answer> ListRepositoriesAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Paging paging = Paging.Read(call.Query);
        JsonBuffer body = JsonBuffer.Rent();
        body.Writer.WriteStartArray();
        foreach (Repository repository in paging.Take(state.Repositories))
        {
            RepositoryJson.WriteListed(body.Writer, repository, call.Links);
        }

        body.Writer.WriteEndArray();
        call.SetLink(paging.CreateLink(call.Links.Api + "/user/repos", call.Query, state.Repositories.Count));
        return new(Answer.Json(StatusCodes.Status200OK, body));
    }
}
