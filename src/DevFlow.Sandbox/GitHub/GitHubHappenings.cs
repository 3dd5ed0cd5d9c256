using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What can be made to happen in repositories: with no details at all, something sensible in the first one.</summary>
internal sealed class GitHubHappenings(GitHubState state)
{
    private static readonly string[] Common = ["repository", "actor"];

    public IEnumerable<Happening> Events =>
    [
        Create("push", Push, "branch", "path", "content", "message"),
        Create("pull-request", OpenPull, "head", "base", "title", "body", "draft"),
        Create("failed-pipeline", FailPipeline, "workflow", "branch", "conclusion"),
        Create("mention", Mention, "issue", "user", "body"),
        Create("release", Publish, "tag", "name", "body", "target", "prerelease"),
    ];

    private Outcome Push(Repository repository, Fields fields, Act act)
    {
        string branch = fields.Text("branch") ?? repository.Fields.DefaultBranch;
        string path = fields.Text("path") ?? "CHANGES.md";
        string? content = fields.Text("content");
        GitPerson person = GitPerson.Of(act.By, act.At);
        GitCommit commit = repository.Git.Commit(
            branch,
            tree => tree.With(path, new(Encoding.UTF8.GetBytes(content ?? Text(tree.Find(path)) + $"A change of {act.At:O}\n"))),
            person,
            person,
            fields.Text("message") ?? $"Change {path}",
            act);
        return new() { ["branch"] = branch, ["sha"] = commit.Sha };
    }

    private Outcome OpenPull(Repository repository, Fields fields, Act act)
    {
        string target = fields.Text("base") ?? repository.Fields.DefaultBranch;
        string head = fields.Text("head") ?? MakeBranch(repository, target, act);
        Issue issue = repository.Pulls.Open(
            fields.Text("title") ?? $"Merge {head}", fields.Text("body"), head, target, fields.Flag("draft") ?? false, canModify: false, act);
        return new() { ["number"] = issue.Number, ["branch"] = head, ["sha"] = issue.Pull!.Head.Sha };
    }

    private Outcome FailPipeline(Repository repository, Fields fields, Act act)
    {
        string branch = fields.Text("branch") ?? repository.Fields.DefaultBranch;
        GitCommit commit = repository.Git.FindBranch(branch) ?? throw GitHubRefusal.Unprocessable($"there is no branch {branch}");
        Workflow workflow = fields.Text("workflow") is { } name
            ? repository.Workflows.Find(name) ?? throw GitHubRefusal.Unprocessable($"there is no workflow {name}")
            : repository.Workflows.List() is [Workflow first, ..]
                ? first
                : repository.Workflows.Seed("CI", ".github/workflows/ci.yml", ["push"], ["build"], act.At);
        string conclusion = fields.Text("conclusion") ?? "failure";
        WorkflowRun run = repository.Workflows.Run(workflow, "push", branch, commit, conclusion, act);
        return new() { ["run"] = run.Id, ["branch"] = branch, ["sha"] = commit.Sha, ["conclusion"] = conclusion };
    }

    private Outcome Mention(Repository repository, Fields fields, Act act)
    {
        string user = fields.Text("user") ?? state.User.Login;
        long number = fields.Number("issue") ?? (repository.Issues.Find(1) ?? repository.Issues.Add(new() { Title = "A question" }, act)).Number;
        IssueComment comment = repository.Comments.Add(number, fields.Text("body") ?? $"@{user}, could you have a look?", act);
        return new() { ["issue"] = number, ["comment"] = comment.Id };
    }

    private Outcome Publish(Repository repository, Fields fields, Act act)
    {
        string tag = fields.Text("tag") ?? $"v{repository.Releases.List(withDrafts: true).Count + 1}.0.0";
        Release release = repository.Releases.Add(
            id => new(id, act.By, act.At)
            {
                TagName = tag,
                Target = fields.Text("target") ?? repository.Fields.DefaultBranch,
                Name = fields.Text("name") ?? tag,
                Body = fields.Text("body"),
                IsPrerelease = fields.Flag("prerelease") ?? false,
            },
            act);
        return new() { ["release"] = release.Id, ["tag"] = tag };
    }

    private static string MakeBranch(Repository repository, string target, Act act)
    {
        GitCommit start = repository.Git.FindBranch(target) ?? throw GitHubRefusal.Unprocessable($"there is no branch {target}");
        int count = 1;
        while (repository.Git.FindBranch($"change-{count}") is not null)
        {
            count++;
        }

        string branch = $"change-{count}";
        repository.Git.CreateRef(GitStore.Heads + branch, start, act);
        GitPerson person = GitPerson.Of(act.By, act.At);
        repository.Git.Commit(branch, tree => tree.With($"{branch}.md", new(Encoding.UTF8.GetBytes($"# {branch}\n"))), person, person, $"Add {branch}", act);
        return branch;
    }

    private Happening Create(string name, Func<Repository, Fields, Act, Outcome> happen, params string[] details) =>
        new(name, fields => Run(name, fields, happen, details));

    private JsonElement Run(string name, Fields fields, Func<Repository, Fields, Act, Outcome> happen, string[] details)
    {
        Check(name, fields, details);
        string? place = fields.Text("repository");
        Repository repository = place is null ? state.Repositories[0] : state.Find(place) ?? throw Refuse(name, $"there is no repository {place}");
        string? login = fields.Text("actor");
        Account actor = login is null ? state.User : state.FindAccount(login) ?? throw Refuse(name, $"there is no user {login}");
        try
        {
            Outcome result = happen(repository, fields, new(actor, state.Clock.Now, Task.CompletedTask));
            result["repository"] = repository.FullName;
            return JsonSerializer.SerializeToElement(result);
        }
        catch (GitHubRefusal refusal)
        {
            throw Refuse(name, refusal.Describe(), refusal);
        }
    }

    // Before anything happens: what is misspelt or of a wrong type must not pass for something left out.
    private static void Check(string name, Fields fields, string[] details)
    {
        foreach (JsonProperty member in fields.Body.EnumerateObject())
        {
            if (!details.Contains(member.Name) && !Common.Contains(member.Name))
            {
                throw Refuse(name, $"it has no detail \"{member.Name}\", but {string.Join(", ", details.Concat(Common))}");
            }

            object? read = member.Name switch
            {
                "draft" or "prerelease" => fields.Flag(member.Name),
                "issue" => fields.Number(member.Name),
                "conclusion" => fields.OneOf(member.Name, "failure", "timed_out", "cancelled", "action_required"),
                _ => fields.Text(member.Name),
            };
            if (read is null && fields.Problems.Count > 0)
            {
                throw Refuse(name, string.Join(", ", fields.Problems.Select(problem => $"{problem.Field} is to be {problem.Expected}")));
            }
        }
    }

    private static string Text(GitBlob? file) => file is null ? "" : Encoding.UTF8.GetString(file.Content);

    private static DevFlowException Refuse(string name, string why, Exception? cause = null) => new(
        ErrorReason.InvalidArgument, $"\"{name}\" cannot happen: {why}.", "Correct -Data, or leave it out for something that is always possible.", cause) { Target = name };

    /// <summary>What came of it, by name.</summary>
    private sealed class Outcome : Dictionary<string, object>;
}
