using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Fills the sandbox with what the scenario says.</summary>
internal sealed class GitLabScenario(SandboxContext context, GitLabState state, TokenRegistry<User> tokens, OAuthServer<User> oauth, ProjectHooks hooks)
{
    private readonly TokenForms _forms = new(context.Chance);
    private readonly CredentialList _credentials = new();

    /// <summary>Reads it all.</summary>
    /// <returns>The logins it gives.</returns>
    /// <exception cref="DevFlowException">It names something that it does not define.</exception>
    public IReadOnlyList<SandboxCredential> Apply()
    {
        foreach (Fields user in List(context.Scenario, "users"))
        {
            string name = Need(user, "username");
            state.Users.Add(new(state.Users.Count + 1, name, user.Text("name") ?? name, user.Text("email") ?? $"{name}@example.com"));
        }

        foreach (Fields project in List(context.Scenario, "projects"))
        {
            AddProject(project);
        }

        foreach (Fields token in List(context.Scenario, "tokens"))
        {
            AddToken(token);
        }

        foreach (Fields application in List(context.Scenario, "applications"))
        {
            AddApplication(application);
        }

        return _credentials.Count > 0 && state.Projects.Count > 0
            ? _credentials
            : throw Refuse("it needs at least one project and one token");
    }

    private void AddProject(Fields fields)
    {
        string[] path = Need(fields, "path").Split('/', 2);
        if (path.Length < 2)
        {
            throw Refuse($"the project {path[0]} stands in no group: write group/{path[0]}");
        }

        Group? group = state.Groups.Find(known => known.Path == path[0]);
        if (group is null)
        {
            group = new(state.NextId(), path[0], path[0]);
            state.Groups.Add(group);
        }

        Project project = new(state.Projects.Count + 1, group, path[1], fields.Text("name") ?? path[1], state.Origin, state.Now)
        {
            Description = fields.Text("description") ?? "",
            Visibility = fields.OneOf("visibility", "private", "internal", "public") ?? "private",
            DefaultBranch = fields.Text("default_branch") ?? "main",
        };
        state.Projects.Add(project);
        foreach (JsonProperty member in fields.Raw("members")?.EnumerateObject() ?? default)
        {
            project.Members[User(member.Name).Id] = Enum.TryParse(member.Value.GetString(), ignoreCase: true, out AccessLevel access)
                ? access
                : throw Refuse($"{member.Value} is no access level");
        }

        User author = state.FindUser(project.Members.Count > 0 ? project.Members.First().Key : 1) ?? throw Refuse("it has no users");
        state.AddCommit(project, project.DefaultBranch, "Initial commit", author);
        state.AddCommit(project, project.DefaultBranch, "Add the first pipeline", author);
        Fill(project, fields, author);
    }

    private void Fill(Project project, Fields fields, User author)
    {
        foreach (string branch in fields.Texts("branches") ?? [])
        {
            project.Branches[branch] = project.Branches[project.DefaultBranch];
            state.AddCommit(project, branch, $"Work on {branch}", author);
        }

        foreach (string tag in fields.Texts("tags") ?? [])
        {
            project.Tags[tag] = new(tag, $"Version {tag}", project.Branches[project.DefaultBranch], state.Now);
        }

        foreach (Fields release in Inner(fields, "releases"))
        {
            Tag tag = project.Tags.GetValueOrDefault(Need(release, "tag_name")) ?? throw Refuse($"no tag is called {release.Text("tag_name")}");
            project.Releases.Add(new(state.NextId(), tag, author, state.Now) { Description = release.Text("description") ?? "" });
        }

        foreach (Fields issue in Inner(fields, "issues"))
        {
            Apply(issue, state.AddIssue(project, Need(issue, "title"), UserOr(issue, author)), author);
        }

        foreach (Fields request in Inner(fields, "merge_requests"))
        {
            string source = Need(request, "source_branch");
            if (!project.Branches.ContainsKey(source))
            {
                throw Refuse($"no branch is called {source}");
            }

            MergeRequest added = state.AddMergeRequest(
                project, Need(request, "title"), source, request.Text("target_branch") ?? project.DefaultBranch, UserOr(request, author));
            added.HasConflicts = request.Flag("has_conflicts") ?? false;
            added.RequiredApprovals = (int)(request.Number("required_approvals") ?? 0);
            Apply(request, added, author);
        }

        foreach (Fields pipeline in Inner(fields, "pipelines"))
        {
            AddPipeline(project, pipeline, author);
        }

        foreach (Fields hook in Inner(fields, "hooks"))
        {
            hooks.Add(project, new HookSettings("").With(hook));
        }
    }

    private void Apply(Fields fields, Issuable issuable, User author)
    {
        IssuableInput.Apply(fields, issuable, state, state.Now);
        foreach (string note in fields.Texts("notes") ?? [])
        {
            state.AddNote(issuable, note, author);
        }
    }

    private void AddPipeline(Project project, Fields fields, User author)
    {
        string reference = fields.Text("ref") ?? project.DefaultBranch;
        Commit commit = project.Resolve(reference) ?? throw Refuse($"no branch or tag is called {reference}");
        bool fails = fields.Text("status") == JobStatus.Failed;
        Pipeline pipeline = state.AddPipeline(project, reference, commit, "push", author, fails ? [(Pipeline.FailVariable, "test")] : []);
        if (fields.Text("status") is JobStatus.Success or JobStatus.Failed)
        {
            while (pipeline.Step(state.Now).Count > 0)
            {
                // To its end at once: it is history.
            }
        }
    }

    private void AddApplication(Fields fields)
    {
        string name = Need(fields, "name");
        bool isPublic = fields.Flag("public") ?? false;
        string secret = _forms.CreateClientSecret();
        OAuthClient client = new(fields.Text("client_id") ?? context.Chance.Hex(64), name, GitLabPolicies.Create(context.Clock))
        {
            RedirectUris = fields.Texts("redirect_uris") ?? [],
            Scopes = fields.Texts("scopes") ?? [],
            Secret = isPublic ? null : secret,
        };
        oauth.Register(client);
        if (!isPublic)
        {
            _credentials.Add(name, "oauth-application", secret, client.Id, client.Scopes);
        }
    }

    private void AddToken(Fields fields)
    {
        string kind = fields.Text("kind") ?? LoginKind.Personal;
        string name = fields.Text("name") ?? kind;
        Project project = fields.Text("project") is { } path
            ? state.FindProject(path) ?? throw Refuse($"no project is called {path}")
            : state.Projects[0];
        TimeSpan life = context.Clock.Scale(TimeSpan.FromDays(fields.Number("days") ?? 30));
        User owner = LoginKind.IsResource(kind) || kind == LoginKind.Deploy ? AddBot(project, kind, name, fields) : UserOr(fields, state.Users[0]);
        IReadOnlyList<string> scopes = fields.Texts("scopes") ?? ["api"];
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

    private User AddBot(Project project, string kind, string name, Fields fields)
    {
        string prefix = kind == LoginKind.Group ? "group" : "project";
        User bot = new(state.NextId(), $"{prefix}_{project.Id}_bot_{context.Chance.Hex(32)}", name, $"noreply+{name}@example.com") { IsBot = true };
        state.Users.Add(bot);
        AccessLevel access = Enum.TryParse(fields.Text("access") ?? nameof(AccessLevel.Maintainer), ignoreCase: true, out AccessLevel known)
            ? known
            : throw Refuse($"{fields.Text("access")} is no access level");
        foreach (Project one in kind == LoginKind.Group ? state.Projects.Where(other => other.Group == project.Group) : [project])
        {
            one.Members[bot.Id] = access;
        }

        return bot;
    }

    private User User(string name) => state.FindUser(name) ?? throw Refuse($"no user is called {name}");

    private User UserOr(Fields fields, User otherwise) => fields.Text("user") is { } name ? User(name) : otherwise;

    private static string Need(Fields fields, string name) => fields.Text(name, required: true) ?? throw Refuse($"something has no {name}");

    private static IEnumerable<Fields> List(JsonElement json, string name) => Inner(Fields.Of(json), name);

    private static IEnumerable<Fields> Inner(Fields fields, string name) =>
        fields.Raw(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Select(Fields.Of) : [];

    private static DevFlowException Refuse(string why) => new(
        ErrorReason.InvalidArgument, $"The scenario's part for gitlab cannot be used: {why}.", "Correct it; about_DevFlow_Sandbox shows its form.");
}
