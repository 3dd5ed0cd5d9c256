using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What can be made to happen in repositories: with no details at all, something sensible in the first one.</summary>
internal sealed class GitHubHappenings(GitHubState state)
{
    private static readonly string[] Common = ["repository", "actor"];
    private static readonly string[] Conclusions = ["failure", "timed_out", "cancelled", "action_required"];

    public IEnumerable<Happening> Events =>
    [
        Create(new("push", ["branch", "path", "content", "message", .. Common]), Push),
        Create(new("pull-request", ["head", "base", "title", "body", .. Common]) { Flags = ["draft"] }, OpenPull),
        Create(new("failed-pipeline", ["workflow", "branch", "conclusion", .. Common]), FailPipeline),
        Create(new("mention", ["user", "body", .. Common]) { Numbers = ["issue"] }, Mention),
        Create(new("release", ["tag", "name", "body", "target", .. Common]) { Flags = ["prerelease"] }, Publish),
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
        if (!Conclusions.Contains(conclusion))
        {
            throw GitHubRefusal.Unprocessable($"conclusion is to be one of {string.Join(", ", Conclusions)}");
        }

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

    private Happening Create(SandboxEvent named, Func<Repository, Fields, Act, Outcome> happen) =>
        new(named, fields => Run(named.Name, fields, happen));

    private JsonElement Run(string name, Fields fields, Func<Repository, Fields, Act, Outcome> happen)
    {
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

    private static string Text(GitBlob? file) => file is null ? "" : Encoding.UTF8.GetString(file.Content);

    private static DevFlowException Refuse(string name, string why, Exception? cause = null) => new(
        ErrorReason.InvalidArgument, $"\"{name}\" cannot happen: {why}.", "Correct -Data, or leave it out for something that is always possible.", cause) { Target = name };

    /// <summary>What came of it, by name.</summary>
    private sealed class Outcome : Dictionary<string, object>;
}
