using DevFlow.Sandbox.Scenario;

namespace DevFlow.Sandbox.Jira;

/// <summary>Fills a site with what the scenario says.</summary>
internal sealed class JiraScenario(JiraState state, Tracker tracker)
{
    /// <exception cref="DevFlowException">The scenario makes no sense; the message names the place.</exception>
    public void Read(ScenarioNode root)
    {
        foreach (ScenarioNode node in root.List("users"))
        {
            state.Users.Add(new(node.Text("accountId"), node.Text("name"), node.OptionalText("displayName") ?? node.Text("name"), node.OptionalText("email") ?? "")
            {
                IsAdmin = node.Flag("admin"),
                IsActive = node.Flag("active", otherwise: true),
            });
        }

        foreach (ScenarioNode node in root.List("projects"))
        {
            state.Projects.Add(new(state.NextId(), node.Text("key"), node.OptionalText("name") ?? node.Text("key"), FindUser(node, "lead"))
            {
                Description = node.OptionalText("description") ?? "",
                Members = [.. node.List("members").Select(FindUser)],
            });
        }

        if (state.Users.Count == 0 || state.Projects.Count == 0)
        {
            throw root.Refuse("it has no users or no projects");
        }

        foreach (ScenarioNode node in root.List("boards"))
        {
            state.Boards.Add(new(state.NextId(), node.Text("name"), node.OptionalWord("type", "scrum", "kanban") ?? "scrum", FindProject(node)));
        }

        foreach (ScenarioNode node in root.List("sprints"))
        {
            AddSprint(node);
        }

        foreach (ScenarioNode node in root.List("issues"))
        {
            AddIssue(node);
        }

        Actor first = new(state.Users[0], Task.CompletedTask);
        foreach (ScenarioNode node in root.List("links"))
        {
            tracker.Link(first, FindNamed(Catalog.LinkTypes, node, "type") ?? throw node.Refuse("type", "it is missing"), FindIssue(node, "from"), FindIssue(node, "to"));
        }
    }

    /// <summary>Makes the logins of the deployment.</summary>
    public void ReadLogins(ScenarioNode root, JiraLogins logins, bool isCloud)
    {
        LoginScenario setup = new(logins, isCloud, root.Texts("redirectUris"));
        foreach (ScenarioNode node in root.List("credentials"))
        {
            string kind = node.Text("kind");
            if (LoginKind.IsOf(kind, isCloud))
            {
                IReadOnlyList<string>? scopes = node.Inner("scopes") is null ? null : node.Texts("scopes");
                setup.Offer(node.Text("name"), kind, FindUser(node, "user"), node.Number("days"), scopes, state.Now);
            }
        }
    }

    private void AddSprint(ScenarioNode node)
    {
        string name = node.Text("board");
        Board board = state.Boards.Find(candidate => candidate.Name == name) ?? throw node.Refuse("board", $"there is no board \"{name}\"");
        string stage = node.OptionalWord("state", Sprint.Future, Sprint.Active, Sprint.Closed) ?? Sprint.Future;
        bool isPlanned = stage == Sprint.Future;
        state.Sprints.Add(new(state.NextId(), node.Text("name"), board, state.Now)
        {
            State = stage,
            Goal = node.OptionalText("goal"),
            Start = isPlanned ? null : state.Now.AddDays(-3),
            End = isPlanned ? null : state.Now.AddDays(11),
            Completed = stage == Sprint.Closed ? state.Now : null,
        });
    }

    private void AddIssue(ScenarioNode node)
    {
        Issue issue = state.AddIssue(FindProject(node), FindNamed(Catalog.IssueTypes, node, "type") ?? Catalog.IssueTypes[2], FindUser(node, "reporter"));
        issue.Summary = node.Text("summary");
        issue.Description = node.OptionalText("description") is { } text ? RichText.Of(text) : null;
        issue.Status = FindNamed(Catalog.Statuses, node, "status") ?? issue.Status;
        issue.Priority = FindNamed(Catalog.Priorities, node, "priority") ?? issue.Priority;
        issue.Resolution = FindNamed(Catalog.Resolutions, node, "resolution");
        issue.ResolvedAt = issue.Resolution is null ? null : state.Now;
        issue.Assignee = node.Inner("assignee") is null ? null : FindUser(node, "assignee");
        issue.Labels = node.Texts("labels");
        issue.Sprint = FindNamed(state.Sprints, node, "sprint");
        issue.Parent = node.Inner("parent") is null ? null : FindIssue(node, "parent");
        foreach (ScenarioNode comment in node.List("comments"))
        {
            issue.Comments.Add(new(state.NextId(), FindUser(comment, "author"), RichText.Of(comment.Text("body")), state.Now));
        }
    }

    private JiraUser FindUser(ScenarioNode node, string member) => FindUser(node.Inner(member) ?? throw node.Refuse(member, "it is missing"));

    private JiraUser FindUser(ScenarioNode name) => state.FindUser(name.Text()) ?? throw name.Refuse($"there is no user \"{name.Text()}\"");

    private Project FindProject(ScenarioNode node)
    {
        string key = node.Text("project");
        return state.Projects.Find(project => project.Key == key) ?? throw node.Refuse("project", $"there is no project \"{key}\"");
    }

    private Issue FindIssue(ScenarioNode node, string member)
    {
        string key = node.Text(member);
        return state.Issues.FirstOrDefault(issue => issue.Key == key) ?? throw node.Refuse(member, $"there is no issue \"{key}\"");
    }

    private static T? FindNamed<T>(IReadOnlyList<T> all, ScenarioNode node, string member)
        where T : class, INamed =>
        node.OptionalText(member) is { } wanted ? all.Find(wanted) ?? throw node.Refuse(member, $"there is no \"{wanted}\"") : null;
}
