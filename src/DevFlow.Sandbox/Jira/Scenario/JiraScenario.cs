using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Fills a site with what the scenario says.</summary>
internal sealed class JiraScenario(JiraState state, Tracker tracker)
{
    /// <exception cref="DevFlowException">The scenario names something that is not there.</exception>
    public void Load(JsonElement scenario)
    {
        Each(scenario, "users", item => state.Users.Add(
            new(Needed(item, "accountId"), Needed(item, "name"), item.Text("displayName") ?? Needed(item, "name"), item.Text("email") ?? "")
            {
                IsAdmin = item.Flag("admin") ?? false,
                IsActive = item.Flag("active") ?? true,
            }));
        Each(scenario, "projects", item => state.Projects.Add(
            new(state.NextId(), Needed(item, "key"), item.Text("name") ?? Needed(item, "key"), User(item, "lead"))
            {
                Description = item.Text("description") ?? "",
                Members = [.. (item.Texts("members") ?? []).Select(User)],
            }));
        Each(scenario, "boards", item => state.Boards.Add(
            new(state.NextId(), Needed(item, "name"), item.OneOf("type", "scrum", "kanban") ?? "scrum", Project(item))));
        Each(scenario, "sprints", AddSprint);
        Each(scenario, "issues", AddIssue);
        Each(scenario, "links", item => tracker.Link(
            new(state.Users[0], Task.CompletedTask), Named(Catalog.LinkTypes, item, "type")!, Issue(item, "from"), Issue(item, "to")));
        if (state.Users.Count == 0 || state.Projects.Count == 0)
        {
            throw Refuse("it has no users or no projects");
        }
    }

    /// <summary>Makes the logins of the deployment.</summary>
    public void LoadCredentials(JsonElement scenario, JiraLogins logins, bool isCloud)
    {
        LoginScenario setup = new(logins, isCloud, Fields.Of(scenario).Texts("redirectUris") ?? []);
        Each(scenario, "credentials", item =>
        {
            string kind = Needed(item, "kind");
            if (LoginKind.IsOf(kind, isCloud))
            {
                setup.Offer(Needed(item, "name"), kind, User(item, "user"), item.Number("days"), item.Texts("scopes"), state.Now);
            }
        });
    }

    private void AddSprint(Fields item)
    {
        string name = Needed(item, "board");
        Board board = state.Boards.Find(candidate => candidate.Name == name) ?? throw Refuse($"there is no board \"{name}\"");
        string stage = item.OneOf("state", Sprint.Future, Sprint.Active, Sprint.Closed) ?? Sprint.Future;
        bool isPlanned = stage == Sprint.Future;
        state.Sprints.Add(new(state.NextId(), Needed(item, "name"), board, state.Now)
        {
            State = stage,
            Goal = item.Text("goal"),
            Start = isPlanned ? null : state.Now.AddDays(-3),
            End = isPlanned ? null : state.Now.AddDays(11),
            Completed = stage == Sprint.Closed ? state.Now : null,
        });
    }

    private void AddIssue(Fields item)
    {
        JiraUser reporter = User(item, "reporter");
        Issue issue = state.AddIssue(Project(item), Named(Catalog.IssueTypes, item, "type") ?? Catalog.IssueTypes[2], reporter);
        issue.Summary = Needed(item, "summary");
        issue.Description = item.Text("description") is { } text ? RichText.Of(text) : null;
        issue.Status = Named(Catalog.Statuses, item, "status") ?? issue.Status;
        issue.Priority = Named(Catalog.Priorities, item, "priority") ?? issue.Priority;
        issue.Resolution = Named(Catalog.Resolutions, item, "resolution");
        issue.ResolvedAt = issue.Resolution is null ? null : state.Now;
        issue.Assignee = item.Has("assignee") ? User(item, "assignee") : null;
        issue.Labels = item.Texts("labels") ?? [];
        issue.Sprint = Named(state.Sprints, item, "sprint");
        issue.Parent = item.Has("parent") ? Issue(item, "parent") : null;
        if (item.Raw("comments") is { ValueKind: JsonValueKind.Array } comments)
        {
            foreach (Fields comment in comments.EnumerateArray().Select(Fields.Of))
            {
                issue.Comments.Add(new(state.NextId(), User(comment, "author"), RichText.Of(Needed(comment, "body")), state.Now));
            }
        }
    }

    private static void Each(JsonElement scenario, string name, Action<Fields> add)
    {
        if (!scenario.TryGetProperty(name, out JsonElement items))
        {
            return;
        }

        if (items.ValueKind != JsonValueKind.Array)
        {
            throw Refuse($"\"{name}\" is not a list");
        }

        foreach (JsonElement item in items.EnumerateArray())
        {
            Fields fields = Fields.Of(item);
            add(fields);
            if (fields.Problems is [var problem, ..])
            {
                throw Refuse($"\"{problem.Field}\" in \"{name}\" is not {problem.Expected}");
            }
        }
    }

    private static string Needed(Fields item, string name) => item.Text(name, required: true) ?? throw Refuse($"\"{name}\" is missing");

    private JiraUser User(Fields item, string name) => User(Needed(item, name));

    private JiraUser User(string name) => state.FindUser(name) ?? throw Refuse($"there is no user \"{name}\"");

    private Project Project(Fields item)
    {
        string key = Needed(item, "project");
        return state.Projects.Find(project => project.Key == key) ?? throw Refuse($"there is no project \"{key}\"");
    }

    private Issue Issue(Fields item, string name)
    {
        string key = Needed(item, name);
        return state.Issues.FirstOrDefault(issue => issue.Key == key) ?? throw Refuse($"there is no issue \"{key}\"");
    }

    private static T? Named<T>(IReadOnlyList<T> all, Fields item, string name)
        where T : class, INamed =>
        item.Text(name) is { } wanted ? all.Find(wanted) ?? throw Refuse($"there is no {name} \"{wanted}\"") : null;

    private static DevFlowException Refuse(string why) => new(
        ErrorReason.InvalidArgument,
        $"The scenario for Jira cannot be used: {why}.",
        "Correct it, or leave -Scenario out for the built-in one.");
}
