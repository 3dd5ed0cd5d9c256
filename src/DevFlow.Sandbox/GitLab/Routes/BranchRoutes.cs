using System.Text.RegularExpressions;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Branches and commits.</summary>
internal sealed class BranchRoutes(GitLabEvents events)
{
    private const string Branches = "/api/v4/projects/{id}/repository/branches";
    private const string Commits = "/api/v4/projects/{id}/repository/commits";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", Branches, List) { Access = AccessLevel.Reporter, Parameters = "search regex sort:name_asc|updated_asc|updated_desc page_token" },
        new("GET", Branches + "/{branch}", Get) { Access = AccessLevel.Reporter },
        new("POST", Branches, Create) { Access = AccessLevel.Developer, Parameters = "branch! ref!" },
        new("DELETE", Branches + "/{branch}", Delete) { Access = AccessLevel.Developer },
        new("GET", Commits, ListCommits)
        {
            Access = AccessLevel.Reporter,
            Parameters = "ref_name since:date until:date path author all:flag with_stats:flag first_parent:flag order:default|topo trailers:flag",
        },
        new("GET", Commits + "/{sha}", GetCommit) { Access = AccessLevel.Reporter, Parameters = "stats:flag" },
    ];

    private static Answer List(GitLabCall call)
    {
        string? search = call.Fields.Text("search");
        Regex? pattern = call.Fields.Text("regex") is { } text ? Pattern.TryParse(text) : null;
        if (pattern is null && call.Fields.Has("regex"))
        {
            return GitLabProblem.Message(StatusCodes.Status400BadRequest, "400 Bad request - regex is invalid");
        }

        IEnumerable<KeyValuePair<string, Commit>> found = call.Project.Branches.Where(branch =>
            (search is null || Matches(branch.Key, search))
            && (pattern is null || pattern.IsMatch(branch.Key)));
        found = call.Fields.Text("sort") switch
        {
            "updated_asc" => found.OrderBy(branch => branch.Value.At),
            "updated_desc" => found.OrderByDescending(branch => branch.Value.At),
            _ => found,
        };
        return Paging.Show(
            call, [.. found], (writer, branch) => RepositoryJson.WriteBranch(writer, call.Project, branch.Key, call.User), branch => branch.Key, "page_token");
    }

    // ^x is a beginning and x$ an end.
    private static bool Matches(string name, string search) => search switch
    {
        ['^', .. string beginning] => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase),
        [.. string end, '$'] => name.EndsWith(end, StringComparison.OrdinalIgnoreCase),
        _ => name.Contains(search, StringComparison.OrdinalIgnoreCase),
    };

    private static Answer Get(GitLabCall call) => call.Project.Branches.ContainsKey(call["branch"])
        ? GitLabCall.Ok(writer => RepositoryJson.WriteBranch(writer, call.Project, call["branch"], call.User))
        : GitLabProblem.NotFound("Branch");

    private Answer Create(GitLabCall call)
    {
        Project project = call.Project;
        string name = call.Fields.Text("branch") ?? "";
        if (!RefName.IsValid(name))
        {
            return GitLabProblem.Message(StatusCodes.Status400BadRequest, "Branch name is invalid");
        }

        if (project.Branches.ContainsKey(name))
        {
            return GitLabProblem.Message(StatusCodes.Status400BadRequest, "Branch already exists");
        }

        if (project.Resolve(call.Fields.Text("ref") ?? "") is not { } commit)
        {
            return GitLabProblem.Message(StatusCodes.Status400BadRequest, $"Invalid reference name: {call.Fields.Text("ref")}");
        }

        project.Branches[name] = commit;
        events.Pushed(project, name, null, commit, call.User, call.Exchange.Answered);
        return GitLabCall.Created(writer => RepositoryJson.WriteBranch(writer, project, name, call.User));
    }

    private Answer Delete(GitLabCall call)
    {
        Project project = call.Project;
        string name = call["branch"];
        if (!project.Branches.TryGetValue(name, out Commit? commit))
        {
            return GitLabProblem.NotFound("Branch");
        }

        if (name == project.DefaultBranch)
        {
            return GitLabProblem.Message(StatusCodes.Status405MethodNotAllowed, "Cannot remove HEAD branch");
        }

        project.Branches.Remove(name);
        events.Pushed(project, name, commit, null, call.User, call.Exchange.Answered);
        return GitLabCall.NoContent();
    }

    private static Answer ListCommits(GitLabCall call)
    {
        Project project = call.Project;
        string reference = call.Fields.Text("ref_name") is { Length: > 0 } asked ? asked : project.DefaultBranch;
        if (project.Resolve(reference) is not { } head)
        {
            return GitLabProblem.NotFound("Commit");
        }

        DateTimeOffset? since = call.Fields.Moment("since");
        DateTimeOffset? until = call.Fields.Moment("until");
        Commit[] found = [.. project.History(head).Where(commit => !(commit.At < since) && !(commit.At > until))];
        return Paging.Show(call, found, (writer, commit) => RepositoryJson.WriteCommit(writer, project, commit));
    }

    private static Answer GetCommit(GitLabCall call) => call.Project.Resolve(call["sha"]) is { } commit
        ? GitLabCall.Ok(writer => RepositoryJson.WriteCommitDetail(writer, call.Project, commit))
        : GitLabProblem.NotFound("Commit");
}
