using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Scenario;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Fills the sandbox with what the scenario says.</summary>
internal sealed class GitLabScenario(SandboxContext context, GitLabState state, TokenRegistry<User> tokens, OAuthServer<User> oauth, ProjectHooks hooks)
{
    private readonly TokenForms _forms = new(context.Chance);
    private readonly CredentialList _credentials = new();

    /// <summary>Reads it all.</summary>
    /// <returns>The logins it gives.</returns>
    /// <exception cref="DevFlowException">It names something that it does not define.</exception>
    public IReadOnlyList<SandboxCredential> Read()
    {
        ScenarioNode root = new(context.Scenario);
        foreach (ScenarioNode user in root.List("users"))
        {
            string name = user.Text("username");
            state.Users.Add(new(state.Users.Count + 1, name, user.OptionalText("name") ?? name, user.OptionalText("email") ?? $"{name}@example.com"));
        }

        foreach (ScenarioNode project in root.List("projects"))
        {
            AddProject(project);
        }

        foreach (ScenarioNode token in root.List("tokens"))
        {
            AddToken(token);
        }

        foreach (ScenarioNode application in root.List("applications"))
        {
            AddApplication(application);
        }

        return _credentials.Count > 0 && state.Projects.Count > 0
            ? _credentials
            : throw root.Refuse("it needs at least one project and one token");
    }

    private void AddProject(ScenarioNode node)
    {
        string[] path = node.Text("path").Split('/', 2);
        if (path.Length < 2)
        {
            throw node.Refuse($"the project {path[0]} stands in no group: write group/{path[0]}");
        }

        Group? group = state.Groups.Find(known => known.Path == path[0]);
        if (group is null)
        {
            group = new(state.NextId(), path[0], path[0]);
            state.Groups.Add(group);
        }

        Project project = new(state.Projects.Count + 1, group, path[1], node.OptionalText("name") ?? path[1], state.Origin, state.Now)
        {
            Description = node.OptionalText("description") ?? "",
            Visibility = node.OptionalWord("visibility", "private", "internal", "public") ?? "private",
            DefaultBranch = node.OptionalText("default_branch") ?? "main",
        };
        state.Projects.Add(project);
        foreach ((string name, ScenarioNode role) in node.Map("members"))
        {
            project.Members[FindUser(node, name).Id] = ReadAccess(role);
        }

        User author = state.FindUser(project.Members.Count > 0 ? project.Members.First().Key : 1) ?? throw node.Refuse("it has no users");
        state.AddCommit(project, project.DefaultBranch, "Initial commit", author);
        state.AddCommit(project, project.DefaultBranch, "Add the first pipeline", author);
        Fill(project, node, author);
    }

    private void Fill(Project project, ScenarioNode node, User author)
    {
        foreach (string branch in node.Texts("branches"))
        {
            project.Branches[branch] = project.Branches[project.DefaultBranch];
            state.AddCommit(project, branch, $"Work on {branch}", author);
        }

        foreach (string tag in node.Texts("tags"))
        {
            project.Tags[tag] = new(tag, $"Version {tag}", project.Branches[project.DefaultBranch], state.Now);
        }

        foreach (ScenarioNode release in node.List("releases"))
        {
            Tag tag = project.Tags.GetValueOrDefault(release.Text("tag_name")) ?? throw release.Refuse($"no tag is called {release.Text("tag_name")}");
            project.Releases.Add(new(state.NextId(), tag, author, state.Now) { Description = release.OptionalText("description") ?? "" });
        }

        foreach (ScenarioNode issue in node.List("issues"))
        {
            Apply(issue, state.AddIssue(project, issue.Text("title"), UserOr(issue, author)), author);
        }

        foreach (ScenarioNode request in node.List("merge_requests"))
        {
            string source = request.Text("source_branch");
            if (!project.Branches.ContainsKey(source))
            {
                throw request.Refuse($"no branch is called {source}");
            }

            MergeRequest added = state.AddMergeRequest(
                project, request.Text("title"), source, request.OptionalText("target_branch") ?? project.DefaultBranch, UserOr(request, author));
            added.HasConflicts = request.Flag("has_conflicts");
            added.RequiredApprovals = (int)(request.Number("required_approvals") ?? 0);
            Apply(request, added, author);
        }

        foreach (ScenarioNode pipeline in node.List("pipelines"))
        {
            AddPipeline(project, pipeline, author);
        }

        foreach (ScenarioNode hook in node.List("hooks"))
        {
            hooks.Add(project, new HookSettings("").With(hook.Fields));
        }
    }

    private void Apply(ScenarioNode node, Issuable issuable, User author)
    {
        IssuableInput.Apply(node.Fields, issuable, state, state.Now);
        foreach (string note in node.Texts("notes"))
        {
            state.AddNote(issuable, note, author);
        }
    }

    private void AddPipeline(Project project, ScenarioNode node, User author)
    {
        string reference = node.OptionalText("ref") ?? project.DefaultBranch;
        Commit commit = project.Resolve(reference) ?? throw node.Refuse($"no branch or tag is called {reference}");
        bool fails = node.OptionalText("status") == JobStatus.Failed;
        Pipeline pipeline = state.AddPipeline(project, reference, commit, "push", author, fails ? [(Pipeline.FailVariable, "test")] : []);
        if (node.OptionalText("status") is JobStatus.Success or JobStatus.Failed)
        {
            while (pipeline.Step(state.Now).Count > 0)
            {
                // To its end at once: it is history.
            }
        }
    }

    private void AddApplication(ScenarioNode node)
    {
        string name = node.Text("name");
        bool isPublic = node.Flag("public");
        string secret = _forms.CreateClientSecret();
        OAuthClient client = new(node.OptionalText("client_id") ?? context.Chance.Hex(64), name, GitLabPolicies.Create(context.Clock))
        {
            RedirectUris = node.Texts("redirect_uris"),
            Scopes = node.Texts("scopes"),
            Secret = isPublic ? null : secret,
        };
        oauth.Register(client);
        if (!isPublic)
        {
            _credentials.Add(name, "oauth-application", secret, client.Id, client.Scopes);
        }
    }

    private void AddToken(ScenarioNode node)
    {
        string kind = node.OptionalText("kind") ?? LoginKind.Personal;
        string name = node.OptionalText("name") ?? kind;
        Project project = node.OptionalText("project") is { } path
            ? state.FindProject(path) ?? throw node.Refuse($"no project is called {path}")
            : state.Projects[0];
        TimeSpan life = context.Clock.Scale(TimeSpan.FromDays(node.Number("days") ?? 30));
        User owner = LoginKind.IsResource(kind) || kind == LoginKind.Deploy ? AddBot(project, kind, name, node) : UserOr(node, state.Users[0]);
        IReadOnlyList<string> scopes = node.Inner("scopes") is null ? ["api"] : node.Texts("scopes");
        if (kind == LoginKind.OAuth)
        {
            AddOAuthToken(name, owner, scopes);
            return;
        }

        string secret = _forms.Create(kind);
        Token<User> token = tokens.Add(secret, new(kind, owner, scopes) { Name = name, ExpiresAt = state.ToExpiry(life) });
        if (kind == LoginKind.Job && project.Jobs.LastOrDefault() is { } job)
        {
            state.SetJob(token, job);
        }

        _credentials.Add(name, kind, secret, owner.Username, scopes, token.Spec.ExpiresAt);
    }

    private void AddOAuthToken(string name, User owner, IReadOnlyList<string> scopes)
    {
        OAuthClient client = new($"sandbox-{name}", name, GitLabPolicies.Create(context.Clock));
        oauth.Register(client);
        TokenPair<User> pair = oauth.Issue(client, owner, scopes);
        _credentials.Add(name, "oauth", pair.AccessSecret, null, scopes, pair.Access.Spec.ExpiresAt);
        _credentials.Add($"{name}-refresh", "oauth-refresh", pair.RefreshSecret!, client.Id, scopes);
    }

    private User AddBot(Project project, string kind, string name, ScenarioNode node)
    {
        string prefix = kind == LoginKind.Group ? "group" : "project";
        User bot = new(state.NextId(), $"{prefix}_{project.Id}_bot_{context.Chance.Hex(32)}", name, $"noreply+{name}@example.com") { IsBot = true };
        state.Users.Add(bot);
        AccessLevel access = node.Inner("access") is { } role ? ReadAccess(role) : AccessLevel.Maintainer;
        foreach (Project one in kind == LoginKind.Group ? state.Projects.Where(other => other.Group == project.Group) : [project])
        {
            one.Members[bot.Id] = access;
        }

        return bot;
    }

    private User FindUser(ScenarioNode node, string name) => state.FindUser(name) ?? throw node.Refuse($"no user is called {name}");

    private User UserOr(ScenarioNode node, User otherwise) => node.OptionalText("user") is { } name ? FindUser(node, name) : otherwise;

    private static AccessLevel ReadAccess(ScenarioNode role) =>
        Enum.TryParse(role.Text(), ignoreCase: true, out AccessLevel access) ? access : throw role.Refuse($"{role.Text()} is no access level");
}
