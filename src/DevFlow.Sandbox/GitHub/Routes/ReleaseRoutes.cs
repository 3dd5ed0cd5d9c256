using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Releases of a repository.</summary>
internal sealed class ReleaseRoutes(SandboxClock clock)
{
    private const string Page = "releases/releases#";
    private const string Resource = "Release";
    private const string One = "/releases/{release_id}";

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("/releases", "contents", $"{Page}list-releases", ListAsync),
        RepositoryRoute.Write("POST", "/releases", "contents", $"{Page}create-a-release", CreateAsync),
        RepositoryRoute.Read("/releases/latest", "contents", $"{Page}get-the-latest-release", GetLatestAsync),
        RepositoryRoute.Read("/releases/tags/{tag*}", "contents", $"{Page}get-a-release-by-tag-name", GetByTagAsync),
        RepositoryRoute.Read(One, "contents", $"{Page}get-a-release", GetAsync),
        RepositoryRoute.Write("PATCH", One, "contents", $"{Page}update-a-release", ChangeAsync),
        RepositoryRoute.Write("DELETE", One, "contents", $"{Page}delete-a-release", DeleteAsync),
    ];

    private static ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) => new(call.ShowList(
        "/releases", call.Repository.Releases.List(MayWrite(call)), (writer, release) => ReleaseJson.Write(writer, call.Repository, release, call.Links)));

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Release? release = call.Repository.Releases.Find(call.Number("release_id"));
        return new(Show(call, release is { IsDraft: true } && !MayWrite(call) ? null : release));
    }

    private static ValueTask<Answer> GetLatestAsync(GitHubCall call, CancellationToken cancellationToken) => new(Show(call, call.Repository.Releases.FindLatest()));

    private static ValueTask<Answer> GetByTagAsync(GitHubCall call, CancellationToken cancellationToken) => new(Show(call, call.Repository.Releases.FindByTag(call["tag"])));

    private ValueTask<Answer> CreateAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            Act act = call.Act(clock);
            string? tag = body.Text("tag_name", required: true);
            Release template = Read(body, new(0, act.By, act.At) { TagName = tag ?? "", Target = call.Repository.Fields.DefaultBranch });
            Release release = call.Repository.Releases.Add(id => template with { Id = id }, act);
            return call.ShowNew($"{call.Repository.ApiPath}/releases/{release.Id}", writer => ReleaseJson.Write(writer, call.Repository, release, call.Links));
        },
        cancellationToken);

    private ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body => Show(call, call.Repository.Releases.Change(
            call.Number("release_id"), before => Read(body, before with { TagName = body.Text("tag_name", required: body.Has("tag_name")) ?? before.TagName }), call.Act(clock))),
        cancellationToken,
        isOptional: true);

    private ValueTask<Answer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(() =>
    {
        call.Repository.Releases.Remove(call.Number("release_id"), call.Act(clock));
        return Answer.Empty(StatusCodes.Status204NoContent);
    });

    private static Release Read(Fields body, Release before)
    {
        Release after = before with
        {
            Target = body.Text("target_commitish") ?? before.Target,
            Name = body.Has("name") ? body.Text("name") : before.Name,
            Body = body.Has("body") ? body.Text("body") : before.Body,
            IsDraft = body.Flag("draft") ?? before.IsDraft,
            IsPrerelease = body.Flag("prerelease") ?? before.IsPrerelease,
        };
        body.OneOf("make_latest", "true", "false", "legacy");
        body.Skim(["generate_release_notes"], ["discussion_category_name"]);
        body.Check(Resource);
        return after;
    }

    private static bool MayWrite(GitHubCall call) => call.Repository.RoleOf(call.Grant.Account) >= RepositoryRole.Write;

    private static Answer Show(GitHubCall call, Release? release) => release is null
        ? call.NotFound()
        : call.Show(writer => ReleaseJson.Write(writer, call.Repository, release, call.Links));
}
