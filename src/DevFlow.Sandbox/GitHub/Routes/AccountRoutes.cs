using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What is asked about the token itself: its user and its limits.</summary>
internal sealed class AccountRoutes(GitHubState state)
{
    private const string Documentation = "https://docs.github.com/rest";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", "/user", "", $"{Documentation}/users/users#get-the-authenticated-user", GetUserAsync) { Callers = Callers.User },
        new("GET", "/rate_limit", "", $"{Documentation}/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user", GetLimitAsync)
        {
            Callers = Callers.Tokens | Callers.App | Callers.Client,
            IsFree = true,
        },
    ];

    private ValueTask<Answer> GetUserAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        JsonBuffer body = JsonBuffer.Rent();
        int owned = state.Repositories.Count(repository => repository.Owner == call.Grant.Account);
        AccountJson.WritePrivate(body.Writer, call.Grant.Account, owned, call.Links);
        return new(Answer.Json(StatusCodes.Status200OK, body));
    }

    private static ValueTask<Answer> GetLimitAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(Answer.Json(StatusCodes.Status200OK, writer => LimitJson.Write(writer, call.Pool)));
}
