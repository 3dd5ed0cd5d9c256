using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What an installation asks with its token, and what a user asks about installations.</summary>
internal sealed class InstallationRoutes(GitHubState state, GitHubLogins logins)
{
    private const string Documentation = "https://docs.github.com/rest/apps/installations";

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", "/installation/repositories", "", $"{Documentation}#list-repositories-accessible-to-the-app-installation", ListRepositoriesAsync)
        {
            Callers = Callers.Installation,
            Permissions = "metadata=read",
        },
        new("DELETE", "/installation/token", "", $"{Documentation}#revoke-an-installation-access-token", RevokeAsync) { Callers = Callers.Installation },
        new("GET", "/user/installations", "", $"{Documentation}#list-app-installations-accessible-to-the-user-access-token", ListAsync) { Callers = Callers.User },
        new(
            "GET",
            "/user/installations/{installation_id}/repositories",
            "",
            $"{Documentation}#list-repositories-accessible-to-the-user-access-token",
            ListOfUserAsync)
        {
            Callers = Callers.User,
            Permissions = "metadata=read",
        },
    ];

    private ValueTask<Answer> ListRepositoriesAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Grant grant = call.Grant;
        return new(ShowRepositories(
            call,
            "/installation/repositories",
            state.Repositories.Where(repository => grant.Installation!.Covers(repository) && grant.Repositories?.Contains(repository.Id) != false)));
    }

    private ValueTask<Answer> ListOfUserAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        long id = call.Number("installation_id");
        return new(ListInstallations(call).Find(installation => installation.Id == id) is { } found
            ? ShowRepositories(
                call,
                $"/user/installations/{id}/repositories",
                state.Repositories.Where(repository => found.Covers(repository) && repository.RoleOf(call.Grant.Account) != RepositoryRole.None))
            : call.NotFound());
    }

    private ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (call.Grant.Kind == LoginKind.OAuth)
        {
            return new(AccessRules.Refuse(
                call, StatusCodes.Status403Forbidden, "You must authenticate with an access token authorized to a GitHub App in order to list installations", "wrong-kind"));
        }

        Paging paging = Paging.Read(call.Query);
        List<Installation> found = ListInstallations(call);
        call.SetLink(paging.CreateLink(call.Links.Api + "/user/installations", call.Query, found.Count));
        return new(Answer.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("total_count"u8, found.Count);
            writer.WriteStartArray("installations"u8);
            foreach (Installation installation in paging.Take(found))
            {
                AppJson.Write(writer, installation, call.Links);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }));
    }

    private ValueTask<Answer> RevokeAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        logins.Tokens.Revoke(call.Token!);
        return new(Answer.Empty(StatusCodes.Status204NoContent));
    }

    // A personal token sees the installations of all Apps, an App's token for a user those of that App.
    private List<Installation> ListInstallations(GitHubCall call) =>
    [
        .. logins.Apps.Where(app => call.Grant.App is null || call.Grant.App == app).SelectMany(app => app.Installations)
            .Where(installation => state.Repositories.Any(repository =>
                installation.Covers(repository) && repository.RoleOf(call.Grant.Account) > RepositoryRole.Read)),
    ];

    private static Answer ShowRepositories(GitHubCall call, string path, IEnumerable<Repository> repositories)
    {
        Paging paging = Paging.Read(call.Query);
        List<Repository> all = [.. repositories];
        call.SetLink(paging.CreateLink(call.Links.Api + path, call.Query, all.Count));
        return Answer.Json(StatusCodes.Status200OK, writer => Write(writer, call, paging.Take(all), all.Count));
    }

    private static void Write(Utf8JsonWriter writer, GitHubCall call, IEnumerable<Repository> repositories, int total)
    {
        writer.WriteStartObject();
        writer.WriteNumber("total_count"u8, total);
        writer.WriteString("repository_selection"u8, call.Grant.Repositories is null ? "all"u8 : "selected"u8);
        writer.WriteStartArray("repositories"u8);
        foreach (Repository repository in repositories)
        {
            RepositoryJson.WriteListed(writer, repository, call.Grant.Account, call.Links);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
