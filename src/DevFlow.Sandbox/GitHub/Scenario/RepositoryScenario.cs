using System.Text;
using DevFlow.Sandbox.Scenario;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Makes repositories from the scenario.</summary>
internal sealed class RepositoryScenario(GitHubState state, DateTimeOffset at)
{
    private const string FirstMessage = "Initial commit";

    private GitCommit? _shared;

    public Repository Read(ScenarioNode node)
    {
        string[] name = node.Text("name").Split('/');
        if (name.Length != 2 || state.FindAccount(name[0]) is not { } owner)
        {
            throw node.Refuse("name", "it is not \"owner/name\" with an owner that is there");
        }

        Repository repository = new(
            state,
            state.Ids.Next(),
            owner,
            new(name[1])
            {
                Description = node.OptionalText("description"),
                Homepage = node.OptionalText("homepage"),
                IsPrivate = node.Flag("private"),
                DefaultBranch = node.OptionalText("default_branch") ?? "main",
            },
            at);
        foreach ((string login, ScenarioNode role) in node.Map("collaborators"))
        {
            repository.Collaborators[FindUser(role, login)] = role.Word("read", "triage", "write", "maintain", "admin") switch
            {
                "read" => RepositoryRole.Read,
                "triage" => RepositoryRole.Triage,
                "write" => RepositoryRole.Write,
                "maintain" => RepositoryRole.Maintain,
                _ => RepositoryRole.Admin,
            };
        }

        ReadGit(node, repository);
        ReadLists(node, repository);
        return repository;
    }

    public Repository Generate(Account owner, string name)
    {
        Repository repository = new(state, state.Ids.Next(), owner, new(name) { Description = "Made for long lists." }, at);
        _shared ??= new(GitTree.Empty.With("README.md", Blob("Made for long lists.\n")), [], GitPerson.Of(state.User, at), GitPerson.Of(state.User, at), FirstMessage);
        repository.Git.Seed(GitStore.Heads + "main", _shared);
        return repository;
    }

    private void ReadGit(ScenarioNode node, Repository repository)
    {
        foreach ((string branch, ScenarioNode content) in node.Map("branches"))
        {
            GitCommit? head = content.OptionalText("from") is not { } from ? null
                : repository.Git.FindBranch(from) ?? throw content.Refuse("from", $"there is no branch \"{from}\" before this one");
            int count = 0;
            foreach (ScenarioNode commit in content.List("commits"))
            {
                GitTree tree = head?.Tree ?? GitTree.Empty;
                foreach ((string path, ScenarioNode file) in commit.Map("files"))
                {
                    tree = tree.With(path, file.IsNull ? null : Blob(file.Text()));
                }

                // A minute apart, so that their order is plain.
                GitPerson author = GitPerson.Of(ReadAccount(commit, "author"), at.AddMinutes(count++));
                head = new(tree, head is null ? [] : [head], author, author, commit.OptionalText("message") ?? FirstMessage);
            }

            repository.Git.Seed(GitStore.Heads + branch, head ?? throw content.Refuse("it has neither \"from\" nor \"commits\""));
            if (content.Flag("protected"))
            {
                repository.Git.Protect(branch);
            }
        }

        foreach ((string tag, ScenarioNode target) in node.Map("tags"))
        {
            repository.Git.Seed(GitStore.Tags + tag, repository.Git.Resolve(target.Text()) ?? throw target.Refuse("there is no such branch or commit"));
        }
    }

    private void ReadLists(ScenarioNode node, Repository repository)
    {
        foreach (ScenarioNode label in node.List("labels"))
        {
            repository.Labels.Seed(new(label.Text("name"), label.OptionalText("color") ?? "ededed", label.OptionalText("description")));
        }

        foreach (ScenarioNode milestone in node.List("milestones"))
        {
            repository.Milestones.Seed(
                new(milestone.Text("title"), at) { Description = milestone.OptionalText("description"), DueOn = milestone.Moment("due_on") }, state.User, at);
        }

        foreach (ScenarioNode workflow in node.List("workflows"))
        {
            IReadOnlyList<string> jobs = workflow.Texts("jobs");
            repository.Workflows.Seed(workflow.Text("name"), workflow.Text("path"), workflow.Texts("on"), jobs.Count > 0 ? jobs : ["build"], at);
        }

        foreach (ScenarioNode issue in node.List("issues"))
        {
            ReadIssue(issue, repository, null);
        }

        foreach (ScenarioNode pull in node.List("pulls"))
        {
            ReadIssue(pull, repository, new()
            {
                HeadRef = pull.Text("head"),
                Head = FindBranch(pull, "head", repository),
                BaseRef = pull.Text("base"),
                Base = FindBranch(pull, "base", repository),
                IsDraft = pull.Flag("draft"),
            });
        }

        Act act = new(state.User, at, Task.CompletedTask);
        foreach (ScenarioNode release in node.List("releases"))
        {
            repository.Releases.Add(
                id => new(id, state.User, at)
                {
                    TagName = release.Text("tag"),
                    Target = release.OptionalText("target") ?? repository.Fields.DefaultBranch,
                    Name = release.OptionalText("name"),
                    Body = release.OptionalText("body"),
                    IsPrerelease = release.Flag("prerelease"),
                },
                act);
        }
    }

    private void ReadIssue(ScenarioNode node, Repository repository, PullRequest? pull)
    {
        string? milestone = node.OptionalText("milestone");
        Issue issue = repository.Issues.Seed(
            new()
            {
                Title = node.Text("title"),
                Body = node.OptionalText("body"),
                Labels = node.Texts("labels"),
                Assignees = [.. node.Texts("assignees").Select(login => FindUser(node, login))],
                Milestone = milestone is null ? null : repository.Milestones.List().FirstOrDefault(one => one.Fields.Title == milestone)
                    ?? throw node.Refuse("milestone", $"there is no milestone \"{milestone}\""),
                Close = node.OptionalText("state") == "closed",
            },
            ReadAccount(node, "author"),
            at,
            pull);
        foreach (ScenarioNode comment in node.List("comments"))
        {
            repository.Comments.Add(issue.Number, comment.Text("body"), new(ReadAccount(comment, "author"), at, Task.CompletedTask));
        }
    }

    private static GitCommit FindBranch(ScenarioNode node, string field, Repository repository) =>
        repository.Git.FindBranch(node.Text(field)) ?? throw node.Refuse(field, "there is no such branch");

    private Account ReadAccount(ScenarioNode node, string field) => node.OptionalText(field) is { } login ? FindUser(node, login) : state.User;

    private Account FindUser(ScenarioNode node, string login) =>
        state.FindAccount(login) is { IsOrganization: false } user ? user : throw node.Refuse($"there is no user \"{login}\"");

    private static GitBlob Blob(string text) => new(Encoding.UTF8.GetBytes(text));
}
