using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Issues: create, read, edit, delete.</summary>
internal sealed class IssueRoutes(JiraState state, Tracker tracker)
{
    private const string Read = "read:jira-work";
    private const string Write = "write:jira-work";

    public IEnumerable<JiraRoute> Routes =>
    [
        new("POST", "/rest/api/3/issue", Write, state, Create),
        new("GET", "/rest/api/3/issue/{issueIdOrKey}", Read, state, Show) { Burst = 150 },
        new("PUT", "/rest/api/3/issue/{issueIdOrKey}", Write, state, Edit),
        new("DELETE", "/rest/api/3/issue/{issueIdOrKey}", Write, state, Delete),
        new("PUT", "/rest/api/3/issue/{issueIdOrKey}/assignee", Write, state, Assign),
    ];

    /// <summary>Data Center shows the history only inside the issue.</summary>
    public IEnumerable<JiraRoute> CloudRoutes => [new("GET", "/rest/api/3/issue/{issueIdOrKey}/changelog", Read, state, ListChanges) { Burst = 200 }];

    private Answer Create(JiraCall call, Fields input)
    {
        JsonElement body = input.Body;
        JsonElement fields = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("fields", out JsonElement sent) ? sent : default;
        IssueInput issue = new(state, call.User, call.View);
        Project? project = null;
        if (fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty("project", out JsonElement named))
        {
            project = state.FindProject(ValueReader.Member(named, "key") ?? ValueReader.Member(named, "id"), call.User);
        }

        if (project is null)
        {
            issue.Refuse("project", "Specify a valid project ID or key");
        }

        issue.Read(body, null);
        IssueType? type = issue.Values.GetValueOrDefault(IssueFields.Type) as IssueType;
        if (type is null)
        {
            issue.Refuse("issuetype", "Specify an issue type");
        }

        if (!issue.Values.ContainsKey(IssueFields.Summary))
        {
            issue.Refuse("summary", "You must specify a summary of the issue.");
        }

        CheckParent(issue, type, project);
        if (issue.Errors.Count > 0)
        {
            return JiraProblem.Invalid(issue.Errors);
        }

        Issue created = tracker.Create(call.Actor, project!, type!, issue.Values);
        AddComments(call, created, issue);
        return JiraCall.Show(
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteId(created.Id);
                writer.WriteString("key"u8, created.Key);
                writer.WriteString("self"u8, $"{call.View.Api}/issue/{created.Id}");
                writer.WriteEndObject();
            },
            StatusCodes.Status201Created);
    }

    private Answer Show(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        FieldSelection fields = FieldSelection.Of(input.Texts("fields"), "*all");
        bool withHistory = input.Texts("expand")?.Contains("changelog", StringComparer.Ordinal) == true;
        return JiraCall.Show(writer => IssueJson.Write(writer, issue, call.View, fields, withHistory));
    }

    private Answer Edit(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        if (input.Body.ValueKind != JsonValueKind.Object || !(input.Has("fields") || input.Has("update")))
        {
            return JiraProblem.BadRequest("one of 'fields' or 'update' required");
        }

        IssueInput wanted = new(state, call.User, call.View);
        wanted.Read(input.Body, issue);
        if (wanted.Values.ContainsKey(IssueFields.Parent))
        {
            CheckParent(wanted, issue.Type, issue.Project);
        }

        if (wanted.Errors.Count > 0)
        {
            return JiraProblem.Invalid(wanted.Errors);
        }

        tracker.Edit(call.Actor, issue, wanted.Values);
        AddComments(call, issue, wanted);
        return call.Query["returnIssue"] == "true"
            ? JiraCall.Show(writer => IssueJson.Write(writer, issue, call.View, FieldSelection.All))
            : JiraCall.NoContent();
    }

    private Answer Delete(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        if (!call.User.IsAdmin && call.User != issue.Project.Lead)
        {
            return JiraProblem.Forbidden("You do not have permission to delete issues in this project.");
        }

        if (state.Subtasks(issue).Any() && call.Query["deleteSubtasks"] != "true")
        {
            return JiraProblem.BadRequest($"The issue '{issue.Key}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks.");
        }

        tracker.Delete(call.Actor, issue);
        return JiraCall.NoContent();
    }

    private Answer Assign(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        IssueInput wanted = new(state, call.User, call.View);
        ValueReader reader = new(state, call.User, call.View, message => wanted.Refuse("assignee", message));
        JiraUser? assignee = reader.User(input.Body.ValueKind == JsonValueKind.Object ? input.Body : default);
        if (wanted.Errors.Count > 0)
        {
            return JiraProblem.Invalid(wanted.Errors);
        }

        wanted.Set(IssueFields.Assignee, assignee);
        tracker.Edit(call.Actor, issue, wanted.Values);
        return JiraCall.NoContent();
    }

    private Answer ListChanges(JiraCall call, Fields input) =>
        call.Find(state) is { } issue ? call.Page(input, issue.History, ChangeJson.Write) : JiraProblem.NotFound();

    private static void CheckParent(IssueInput input, IssueType? type, Project? project)
    {
        Issue? parent = input.Values.GetValueOrDefault(IssueFields.Parent) as Issue;
        if (type is { IsSubtask: true } && parent is null)
        {
            input.Refuse("parent", "Issue type is a sub-task but parent issue key or id not specified.");
        }
        else if (parent is not null && (parent.Project != project || parent.Type.Level <= type?.Level))
        {
            input.Refuse("parent", "Given parent issue does not belong to appropriate hierarchy.");
        }
    }

    private void AddComments(JiraCall call, Issue issue, IssueInput input)
    {
        foreach (RichText comment in input.Comments)
        {
            tracker.AddComment(call.Actor, issue, comment);
        }
    }
}
