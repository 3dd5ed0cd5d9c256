using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Makes things happen on the site as if a person had done them.</summary>
internal sealed class JiraHappenings(JiraState state, Tracker tracker, JiraView view)
{
    public static IReadOnlyList<SandboxEvent> Events { get; } =
    [
        new("issue-created", "project", "issuetype", "summary", "description", "assignee", "user") { Lists = ["labels"] },
        new("transition", "issue", "transition", "resolution", "user"),
        new("comment", "issue", "body", "user"),
        new("sprint-started", "sprint", "user"),
        new("deny-login"),
    ];

    /// <summary>Does it and shows what came of it, as version 2 of the API does.</summary>
    /// <exception cref="DevFlowException">A detail names nothing.</exception>
    public JsonElement Invoke(string name, Fields data)
    {
        lock (state.Gate)
        {
            JiraUser user = data.Text("user") is { } wanted ? state.FindUser(wanted) ?? throw Refuse($"There is no user {wanted}.") : state.Users[0];
            Actor actor = new(user, Task.CompletedTask);
            Action<Utf8JsonWriter> show = name switch
            {
                "issue-created" => Create(actor, data),
                "transition" => Take(actor, data),
                "comment" => AddComment(actor, data),
                "deny-login" => DenyLogin(),
                _ => Start(actor, data),
            };
            return JsonBuffer.ToElement(show);
        }
    }

    private Action<Utf8JsonWriter> Create(Actor actor, Fields data)
    {
        string key = data.Text("project") ?? state.Projects[0].Key;
        Project project = state.FindProject(key, actor.User) ?? throw Refuse($"There is no project {key}.");
        string type = data.Text("issuetype") ?? "Bug";
        Dictionary<IssueField, object?> values = new()
        {
            [IssueFields.Summary] = data.Text("summary") ?? "Something does not work",
            [IssueFields.Description] = data.Text("description") is { } text ? RichText.Of(text) : null,
            [IssueFields.Labels] = data.Texts("labels") ?? [],
        };
        if (data.Text("assignee") is { } assignee)
        {
            values[IssueFields.Assignee] = state.FindUser(assignee) ?? throw Refuse($"There is no user {assignee}.");
        }

        Issue issue = tracker.Create(actor, project, Catalog.IssueTypes.Find(type) ?? throw Refuse($"There is no issue type {type}."), values);
        return Show(issue);
    }

    private Action<Utf8JsonWriter> Take(Actor actor, Fields data)
    {
        Issue issue = FindIssue(actor, data);
        string? wanted = data.Text("transition");
        Transition transition = Workflow.Available(issue, actor.User).FirstOrDefault(candidate =>
                wanted is null ? candidate.Target != issue.Status : candidate.Id == wanted || candidate.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw Refuse($"{issue.Key} has no step {wanted} from {issue.Status.Name}.");
        Dictionary<IssueField, object?> values = [];
        if (transition.Required.Contains("resolution", StringComparer.Ordinal))
        {
            string resolution = data.Text("resolution") ?? "Done";
            values[IssueFields.Resolution] = Catalog.Resolutions.Find(resolution) ?? throw Refuse($"There is no resolution {resolution}.");
        }

        tracker.Take(actor, issue, transition, values);
        return Show(issue);
    }

    private Action<Utf8JsonWriter> AddComment(Actor actor, Fields data)
    {
        Issue issue = FindIssue(actor, data);
        Comment comment = tracker.AddComment(actor, issue, RichText.Of(data.Text("body") ?? "Is there any news?"));
        return writer => CommentJson.Write(writer, issue, comment, view);
    }

    private Action<Utf8JsonWriter> Start(Actor actor, Fields data)
    {
        string? wanted = data.Text("sprint");
        Sprint sprint = state.Sprints.Find(candidate => candidate.State == Sprint.Future && (wanted is null || candidate.Id == wanted || candidate.Name == wanted))
            ?? throw Refuse(wanted is null ? "There is no sprint that could start." : $"There is no future sprint {wanted}.");
        sprint.Start ??= state.Now;
        sprint.End ??= sprint.Start.Value.AddDays(14);
        tracker.Start(actor, sprint);
        return writer => SprintJson.Write(writer, sprint, view);
    }

    private Action<Utf8JsonWriter> DenyLogin()
    {
        state.DeniesLogin = true;
        return static writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("denied"u8, true);
            writer.WriteEndObject();
        };
    }

    private Issue FindIssue(Actor actor, Fields data)
    {
        string? key = data.Text("issue");
        return (key is null ? state.Issues.FirstOrDefault() : state.FindIssue(key, actor.User)) ?? throw Refuse($"There is no issue {key}.");
    }

    private Action<Utf8JsonWriter> Show(Issue issue) => writer => IssueJson.Write(writer, issue, view, FieldSelection.All);

    private static DevFlowException Refuse(string message) =>
        new(ErrorReason.InvalidArgument, message, "Name what the scenario has; Get-DevFlowSandbox shows the project.");
}
