using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Users and organisations, and what they own.</summary>
internal sealed class UserRoutes(GitHubState state)
{
    private const string Documentation = "https://docs.github.com/rest";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", "/users/{username}", "", $"{Documentation}/users/users#get-a-user", GetAsync),
        new("GET", "/users/{username}/repos", "", $"{Documentation}/repos/repos#list-repositories-for-a-user", ListForUserAsync) { Permissions = "metadata=read" },
        new("GET", "/orgs/{org}", "", $"{Documentation}/orgs/orgs#get-an-organization", GetOrganizationAsync),
        new("GET", "/orgs/{org}/repos", "", $"{Documentation}/repos/repos#list-organization-repositories", ListForOrganizationAsync) { Permissions = "metadata=read" },
    ];

    private ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        state.FindAccount(call["username"]) is not { } account
            ? call.NotFound()
            : call.Show(writer => AccountJson.WritePublic(writer, account, CountPublic(account), call.Links)));

    private ValueTask<Answer> GetOrganizationAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        FindOrganization(call) is not { } organization
            ? call.NotFound()
            : call.Show(writer => OrganizationJson.Write(writer, organization, CountPublic(organization), call.Links)));

    private ValueTask<Answer> ListForUserAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        state.FindAccount(call["username"]) is not { } account
            ? call.NotFound()
            : RepositoryList.Show(call, $"/users/{account.Login}/repos", state.Repositories.Where(repository => repository.Owner == account), "full_name"));

    private ValueTask<Answer> ListForOrganizationAsync(GitHubCall call, CancellationToken cancellationToken) => new(
        FindOrganization(call) is not { } organization
            ? call.NotFound()
            : RepositoryList.Show(call, $"/orgs/{organization.Login}/repos", state.Repositories.Where(repository => repository.Owner == organization), "created"));

    private Account? FindOrganization(GitHubCall call) => state.FindAccount(call["org"]) is { IsOrganization: true } organization ? organization : null;

    private int CountPublic(Account account) => state.Repositories.Count(repository => repository.Owner == account && !repository.IsPrivate);
}
