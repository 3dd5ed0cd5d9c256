using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What a GitHub App asks with its JWT: itself, its installations, tokens for them.</summary>
internal sealed class AppRoutes(GitHubState state, GitHubLogins logins)
{
    private const string Documentation = "https://docs.github.com/rest/apps/apps";
    private const string StatelessHeader = "X-GitHub-Stateless-S2S-Token";

    public IEnumerable<GitHubRoute> Routes =>
    [
        Route("GET", "/app", "get-the-authenticated-app", GetAppAsync),
        Route("GET", "/app/installations", "list-installations-for-the-authenticated-app", ListAsync),
        Route("GET", "/app/installations/{installation_id}", "get-an-installation-for-the-authenticated-app", GetAsync),
        Route("POST", "/app/installations/{installation_id}/access_tokens", "create-an-installation-access-token-for-an-app", CreateTokenAsync),
        Route("GET", "/repos/{owner}/{repo}/installation", "get-a-repository-installation-for-the-authenticated-app", GetOfRepositoryAsync),
        Route("GET", "/orgs/{org}/installation", "get-an-organization-installation-for-the-authenticated-app", GetOfOrganizationAsync),
        Route("GET", "/users/{username}/installation", "get-a-user-installation-for-the-authenticated-app", GetOfUserAsync),
        new("GET", "/apps/{app_slug}", "", Documentation + "#get-an-app", GetBySlugAsync) { Callers = Callers.Tokens | Callers.App },
    ];

    private static GitHubRoute Route(string method, string template, string anchor, Func<GitHubCall, CancellationToken, ValueTask<Answer>> handler) =>
        new(method, template, "", $"{Documentation}#{anchor}", handler) { Callers = Callers.App };

    private static ValueTask<Answer> GetAppAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(Answer.Json(StatusCodes.Status200OK, writer => AppJson.Write(writer, call.Grant.App!, call.Links)));

    private ValueTask<Answer> GetBySlugAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(logins.Apps.FirstOrDefault(app => app.Slug == call["app_slug"]) is { } app
            ? Answer.Json(StatusCodes.Status200OK, writer => AppJson.Write(writer, app, call.Links))
            : call.NotFound());

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Paging paging = Paging.Read(call.Query);
        List<Installation> installations = call.Grant.App!.Installations;
        call.SetLink(paging.CreateLink(call.Links.Api + "/app/installations", call.Query, installations.Count));
        return new(Answer.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartArray();
            foreach (Installation installation in paging.Take(installations))
            {
                AppJson.Write(writer, installation, call.Links);
            }

            writer.WriteEndArray();
        }));
    }

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) => new(Show(call, Find(call)));

    private static ValueTask<Answer> GetOfRepositoryAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(Show(call, call.Grant.App!.Installations.Find(installation => installation.Covers(call.Repository))));

    private static ValueTask<Answer> GetOfOrganizationAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(Show(call, FindOf(call, call.Organization)));

    private ValueTask<Answer> GetOfUserAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(Show(call, FindOf(call, state.FindAccount(call["username"]))));

    private async ValueTask<Answer> CreateTokenAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (Find(call) is not { } installation)
        {
            return call.NotFound();
        }

        (Fields? fields, Answer? refusal) = await call.ReadBodyAsync(cancellationToken, isOptional: true).ConfigureAwait(false);
        if (fields is null)
        {
            return refusal!;
        }

        Permissions own = installation.App.Permissions;
        Permissions? permissions = fields.Raw("permissions") is { } asked ? Permissions.Read(asked) : own;
        if (permissions is null || !own.Cover(permissions))
        {
            return Refuse(call, "The permissions requested are not granted to this installation.");
        }

        List<Repository> covered = [.. state.Repositories.Where(installation.Covers)];
        if (!TryChoose(fields, covered, out List<Repository>? chosen))
        {
            return Refuse(call, "There is at least one repository that does not exist or is not accessible to the parent installation.");
        }

        bool isStateless = call.Request.Headers[StatelessHeader].ToString().Equals("enabled", StringComparison.OrdinalIgnoreCase);
        (Token<Grant> token, string secret) = logins.IssueInstallationToken(
            installation, permissions, chosen?.Select(repository => repository.Id).ToHashSet(), covered.Count, isStateless);
        return Answer.Json(StatusCodes.Status201Created, writer => AppJson.WriteToken(writer, token, secret, chosen, call.Links));
    }

    private static bool TryChoose(Fields fields, List<Repository> covered, out List<Repository>? chosen)
    {
        chosen = null;
        JsonElement? names = fields.Raw("repositories");
        JsonElement? ids = fields.Raw("repository_ids");
        if (names is null && ids is null)
        {
            return true;
        }

        chosen = [];
        foreach (JsonElement wanted in new[] { names, ids }.SelectMany(List))
        {
            Repository? found = wanted.ValueKind switch
            {
                JsonValueKind.String => covered.Find(repository => repository.Name.Equals(wanted.GetString(), StringComparison.OrdinalIgnoreCase)),
                JsonValueKind.Number when wanted.TryGetInt64(out long id) => covered.Find(repository => repository.Id == id),
                _ => null,
            };
            if (found is null)
            {
                return false;
            }

            chosen.Add(found);
        }

        return true;
    }

    // What is no list holds one thing that is no repository.
    private static IEnumerable<JsonElement> List(JsonElement? list) => list switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        { } other => [other.ValueKind == JsonValueKind.Object ? other : default],
    };

    private static Installation? Find(GitHubCall call) =>
        call.Number("installation_id") is var id ? call.Grant.App!.Installations.Find(installation => installation.Id == id) : null;

    private static Installation? FindOf(GitHubCall call, Account? account) =>
        call.Grant.App!.Installations.Find(installation => installation.Account == account);

    private static Answer Show(GitHubCall call, Installation? installation) => installation is null
        ? call.NotFound()
        : Answer.Json(StatusCodes.Status200OK, writer => AppJson.Write(writer, installation, call.Links));

    private static Answer Refuse(GitHubCall call, string message) =>
        GitHubProblem.Create(StatusCodes.Status422UnprocessableEntity, message, call.Documentation);
}
