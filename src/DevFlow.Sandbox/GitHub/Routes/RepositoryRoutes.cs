using System.Text;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Repositories themselves.</summary>
internal sealed class RepositoryRoutes(GitHubState state)
{
    private const string Page = "repos/repos#";
    private const string Documentation = "https://docs.github.com/rest/" + Page;
    private const string Resource = "Repository";
    private const int MaxNameLength = 100;

    private static readonly string[] UnusedFlags =
    [
        "has_downloads", "has_discussions", "has_pull_requests", "allow_auto_merge", "allow_update_branch", "allow_forking",
        "use_squash_pr_title_as_default", "web_commit_signoff_required",
    ];

    public IEnumerable<GitHubRoute> Routes =>
    [
        RepositoryRoute.Read("", "metadata", $"{Page}get-a-repository", GetAsync),
        RepositoryRoute.Write("PATCH", "", "administration", $"{Page}update-a-repository", ChangeAsync),
        RepositoryRoute.Write("DELETE", "", "administration", $"{Page}delete-a-repository", DeleteAsync, "delete_repo"),
        RepositoryRoute.Write("POST", "/dispatches", "contents", $"{Page}create-a-repository-dispatch-event", DispatchAsync),
        new("GET", "/user/repos", "", $"{Documentation}list-repositories-for-the-authenticated-user", ListAsync) { Permissions = "metadata=read", Callers = Callers.User },
        new("POST", "/user/repos", "public_repo, repo", $"{Documentation}create-a-repository-for-the-authenticated-user", CreateForUserAsync)
        {
            Permissions = "administration=write",
            Callers = Callers.User,
        },
        new("POST", "/orgs/{org}/repos", "public_repo, repo", $"{Documentation}create-an-organization-repository", CreateForOrganizationAsync) { Permissions = "administration=write" },
    ];

    private static ValueTask<Answer> GetAsync(GitHubCall call, CancellationToken cancellationToken) =>
        new(call.Show(writer => RepositoryJson.WriteFull(writer, call.Repository, call.Grant.Account, call.Links)));

    // Only what the account is more than a reader of; GitHub calls that owner, collaborator and organization_member.
    private ValueTask<Answer> ListAsync(GitHubCall call, CancellationToken cancellationToken) => new(RepositoryList.Show(
        call, "/user/repos", state.Repositories.Where(repository => repository.RoleOf(call.Grant.Account) > RepositoryRole.Read), "full_name"));

    private ValueTask<Answer> CreateForUserAsync(GitHubCall call, CancellationToken cancellationToken) =>
        call.ChangeAsync(body => Create(call, call.Grant.Account, body), cancellationToken);

    private ValueTask<Answer> CreateForOrganizationAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        if (state.FindAccount(call["org"]) is not { IsOrganization: true } organization)
        {
            return new(call.NotFound());
        }

        return organization.Members.ContainsKey(call.Grant.Account)
            ? call.ChangeAsync(body => Create(call, organization, body), cancellationToken)
            : new(GitHubProblem.Create(StatusCodes.Status403Forbidden, "You need admin access to the organization before adding a repository to it.", call.Documentation));
    }

    private Answer Create(GitHubCall call, Account owner, Fields body)
    {
        string? name = ReadName(body, required: true);
        RepositoryFields fields = Read(body, new(name ?? ""));
        bool isInitialized = body.Flag("auto_init") == true;
        body.Check(Resource);
        Act act = call.Act(state.Clock);
        Repository repository = state.Create(owner, fields, act);
        if (isInitialized)
        {
            GitPerson person = GitPerson.Of(act.By, act.At);
            GitBlob readme = new(Encoding.UTF8.GetBytes($"# {fields.Name}"));
            repository.Git.Commit(fields.DefaultBranch, tree => tree.With("README.md", readme), person, person, "Initial commit", act);
        }

        return call.ShowNew(repository.ApiPath, writer => RepositoryJson.WriteFull(writer, repository, call.Grant.Account, call.Links));
    }

    private ValueTask<Answer> ChangeAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            RequireAdmin(call);
            RepositoryFields before = call.Repository.Fields;
            string? name = body.Has("name") ? ReadName(body, required: true) : null;
            RepositoryFields after = Read(body, before with { Name = name ?? before.Name });
            body.Check(Resource);
            if (before.IsArchived && after.IsArchived)
            {
                throw new GitHubRefusal(StatusCodes.Status403Forbidden, "Repository was archived so is read-only.");
            }

            state.Change(call.Repository, after, call.Act(state.Clock));
            return call.Show(writer => RepositoryJson.WriteFull(writer, call.Repository, call.Grant.Account, call.Links));
        },
        cancellationToken,
        isOptional: true);

    private ValueTask<Answer> DeleteAsync(GitHubCall call, CancellationToken cancellationToken) => call.Change(() =>
    {
        RequireAdmin(call);
        state.Delete(call.Repository, call.Act(state.Clock));
        return Answer.Empty(StatusCodes.Status204NoContent);
    });

    private ValueTask<Answer> DispatchAsync(GitHubCall call, CancellationToken cancellationToken) => call.ChangeAsync(
        body =>
        {
            string? name = body.Text("event_type", required: true, maxLength: 100);
            Fields? payload = body.Inner("client_payload");
            body.Check("RepositoryDispatch");
            Act act = call.Act(state.Clock);
            call.Repository.Tell("repository_dispatch", name, act, (writer, _) =>
            {
                writer.WriteString("branch"u8, call.Repository.Fields.DefaultBranch);
                writer.WritePropertyName("client_payload"u8);
                if (payload is null)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    payload.Body.WriteTo(writer);
                }
            });
            if (call.Repository.Git.FindBranch(call.Repository.Fields.DefaultBranch) is { } head)
            {
                call.Repository.Workflows.StartAll("repository_dispatch", call.Repository.Fields.DefaultBranch, head, act);
            }

            return Answer.Empty(StatusCodes.Status204NoContent);
        },
        cancellationToken);

    private static string? ReadName(Fields body, bool required)
    {
        string? name = body.Text("name", required, MaxNameLength);
        if (name is not null && (name is "." or ".." || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')))
        {
            body.Refuse("name", FieldProblemKind.Value, "letters, digits, '-', '_' and '.'");
        }

        return name;
    }

    private static RepositoryFields Read(Fields body, RepositoryFields before)
    {
        string? visibility = body.OneOf("visibility", "public", "private");
        bool? isPrivate = body.Flag("private");
        body.Skim(UnusedFlags, ["gitignore_template", "license_template"]);
        body.Number("team_id");
        body.Inner("custom_properties");
        body.OneOf("pull_request_creation_policy", "all", "collaborators_only");
        body.OneOf("squash_merge_commit_title", "PR_TITLE", "COMMIT_OR_PR_TITLE");
        body.OneOf("squash_merge_commit_message", "PR_BODY", "COMMIT_MESSAGES", "BLANK");
        body.OneOf("merge_commit_title", "PR_TITLE", "MERGE_MESSAGE");
        body.OneOf("merge_commit_message", "PR_BODY", "PR_TITLE", "BLANK");
        return before with
        {
            Description = body.Has("description") ? body.Text("description", maxLength: 350) : before.Description,
            Homepage = body.Has("homepage") ? body.Text("homepage") : before.Homepage,
            IsPrivate = visibility is not null ? visibility == "private" : isPrivate ?? before.IsPrivate,
            IsArchived = body.Flag("archived") ?? before.IsArchived,
            IsTemplate = body.Flag("is_template") ?? before.IsTemplate,
            HasIssues = body.Flag("has_issues") ?? before.HasIssues,
            HasProjects = body.Flag("has_projects") ?? before.HasProjects,
            HasWiki = body.Flag("has_wiki") ?? before.HasWiki,
            AllowMergeCommit = body.Flag("allow_merge_commit") ?? before.AllowMergeCommit,
            AllowSquashMerge = body.Flag("allow_squash_merge") ?? before.AllowSquashMerge,
            AllowRebaseMerge = body.Flag("allow_rebase_merge") ?? before.AllowRebaseMerge,
            DeleteBranchOnMerge = body.Flag("delete_branch_on_merge") ?? before.DeleteBranchOnMerge,
            DefaultBranch = body.Text("default_branch") ?? before.DefaultBranch,
        };
    }

    private static void RequireAdmin(GitHubCall call)
    {
        if (call.Repository.RoleOf(call.Grant.Account) < RepositoryRole.Admin)
        {
            throw new GitHubRefusal(StatusCodes.Status403Forbidden, "Must have admin rights to Repository.");
        }
    }
}
