using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Sprints of the agile API, and which issues are in them.</summary>
internal sealed class SprintRoutes(JiraState state, Tracker tracker)
{
    private const int MaxMoved = 50;
    private const int MaxName = 30;
    private const string Read = "read:sprint:jira-software";
    private const string Write = "write:sprint:jira-software";

    public IEnumerable<JiraRoute> Routes =>
    [
        new("POST", "/rest/agile/1.0/sprint", Write, state, Create),
        new("GET", "/rest/agile/1.0/sprint/{sprintId}", Read, state, Show),
        new("POST", "/rest/agile/1.0/sprint/{sprintId}", Write, state, Edit),
        new("PUT", "/rest/agile/1.0/sprint/{sprintId}", Write, state, Replace),
        new("DELETE", "/rest/agile/1.0/sprint/{sprintId}", "delete:sprint:jira-software", state, Delete),
        new("GET", "/rest/agile/1.0/sprint/{sprintId}/issue", Read, state, ListIssues),
        new("POST", "/rest/agile/1.0/sprint/{sprintId}/issue", Write, state, MoveHere),
        new("POST", "/rest/agile/1.0/backlog/issue", Write, state, MoveToBacklog),
    ];

    private Answer Create(JiraCall call, Fields input)
    {
        Dictionary<string, string> errors = new(StringComparer.Ordinal);
        string? name = ReadName(input, errors, required: true);
        DateTimeOffset? start = input.Moment("startDate");
        DateTimeOffset? end = input.Moment("endDate");
        string? goal = input.Text("goal");
        long? boardId = input.Number("originBoardId");
        if (boardId is null)
        {
            errors.TryAdd("originBoardId", "originBoardId must be provided");
        }

        if (Refuse(input, errors, start, end) is { } refusal)
        {
            return refusal;
        }

        Board? board = state.Boards.Find(candidate => candidate.Id == boardId && candidate.Project.IsVisibleTo(call.User));
        if (board is null)
        {
            return JiraProblem.NotFound("Board does not exist or you do not have permission to see it.");
        }

        if (!board.HasSprints)
        {
            return JiraProblem.BadRequest("The board does not support sprints");
        }

        Sprint sprint = tracker.AddSprint(call.Actor, board, name!, goal, start, end);
        return JiraCall.Show(writer => SprintJson.Write(writer, sprint, call.View), StatusCodes.Status201Created);
    }

    private Answer Show(JiraCall call, Fields input) => With(call, sprint => JiraCall.Show(writer => SprintJson.Write(writer, sprint, call.View)));

    private Answer Edit(JiraCall call, Fields input) => With(call, sprint => Change(call, input, sprint, isWhole: false));

    private Answer Replace(JiraCall call, Fields input) => With(call, sprint => Change(call, input, sprint, isWhole: true));

    private Answer Delete(JiraCall call, Fields input) => With(call, sprint =>
    {
        if (sprint.State == Sprint.Closed)
        {
            return JiraProblem.BadRequest("Closed sprints cannot be deleted.");
        }

        tracker.DeleteSprint(call.Actor, sprint);
        return JiraCall.NoContent();
    });

    // A future sprint is started, an active one closed; there is no way back.
    private Answer Change(JiraCall call, Fields input, Sprint sprint, bool isWhole)
    {
        Dictionary<string, string> errors = new(StringComparer.Ordinal);
        string? name = ReadName(input, errors, isWhole);
        string? wanted = input.OneOf("state", Sprint.Future, Sprint.Active, Sprint.Closed);
        DateTimeOffset? start = input.Has("startDate") || isWhole ? input.Moment("startDate") : sprint.Start;
        DateTimeOffset? end = input.Has("endDate") || isWhole ? input.Moment("endDate") : sprint.End;
        string? goal = input.Has("goal") || isWhole ? input.Text("goal") : sprint.Goal;
        if (isWhole && wanted is null)
        {
            errors.TryAdd("state", "The sprint state must be provided.");
        }

        bool isStarted = wanted == Sprint.Active && sprint.State == Sprint.Future;
        bool isClosed = wanted == Sprint.Closed && sprint.State == Sprint.Active;
        if (wanted is not null && wanted != sprint.State && !isStarted && !isClosed)
        {
            errors.TryAdd("state", $"A sprint can only be updated from '{Sprint.Future}' to '{Sprint.Active}' or from '{Sprint.Active}' to '{Sprint.Closed}'.");
        }

        if (isStarted && (start is null || end is null))
        {
            errors.TryAdd("startDate", "A sprint needs a start date and an end date to be started.");
        }

        if (Refuse(input, errors, start, end) is { } refusal)
        {
            return refusal;
        }

        bool isEdited = (name ?? sprint.Name, start, end, goal) != (sprint.Name, sprint.Start, sprint.End, sprint.Goal);
        sprint.Name = name ?? sprint.Name;
        (sprint.Start, sprint.End, sprint.Goal) = (start, end, goal);
        if (isStarted)
        {
            tracker.Start(call.Actor, sprint);
        }
        else if (isClosed)
        {
            tracker.Close(call.Actor, sprint);
        }
        else if (isEdited)
        {
            tracker.SprintEdited(call.Actor, sprint);
        }

        return JiraCall.Show(writer => SprintJson.Write(writer, sprint, call.View));
    }

    private Answer ListIssues(JiraCall call, Fields input) => With(call, sprint =>
    {
        (JqlQuery? query, Answer? refusal) = SearchRoutes.Parse(state, call, input.Text("jql"), mayBeUnbounded: true);
        return query is null
            ? refusal!
            : SearchRoutes.WriteResults(call, input, [.. query.Find(state, call.User).Where(issue => issue.Sprint == sprint || issue.ClosedSprints.Contains(sprint))]);
    });

    private Answer MoveHere(JiraCall call, Fields input) => With(call, sprint =>
        sprint.State == Sprint.Closed ? JiraProblem.BadRequest("Issues cannot be moved to a closed sprint.") : Move(call, input, sprint));

    private Answer MoveToBacklog(JiraCall call, Fields input) => Move(call, input, null);

    private Answer Move(JiraCall call, Fields input, Sprint? sprint)
    {
        if (input.Texts("issues") is not { } keys)
        {
            return JiraProblem.BadRequest("issues must be provided");
        }

        if (keys.Count > MaxMoved)
        {
            return JiraProblem.BadRequest($"The maximum number of issues that can be moved in one operation is {MaxMoved}.");
        }

        List<Issue> issues = [];
        foreach (string key in keys)
        {
            if (state.FindIssue(key, call.User) is not { } issue)
            {
                return JiraProblem.BadRequest(JiraProblem.NoIssue);
            }

            issues.Add(issue);
        }

        foreach (Issue issue in issues)
        {
            tracker.Edit(call.Actor, issue, new Dictionary<IssueField, object?> { [IssueFields.Sprint] = sprint });
        }

        return JiraCall.NoContent();
    }

    private static string? ReadName(Fields input, Dictionary<string, string> errors, bool required)
    {
        string? name = input.Text("name")?.Trim();
        if (name is "" || (name is null && required))
        {
            errors["name"] = "The sprint name must be provided.";
        }
        else if (name?.Length > MaxName)
        {
            errors["name"] = $"The sprint name must be shorter than {MaxName} characters.";
        }

        return name;
    }

    private static Answer? Refuse(Fields input, Dictionary<string, string> errors, DateTimeOffset? start, DateTimeOffset? end)
    {
        foreach (FieldProblem problem in input.Problems)
        {
            errors[problem.Field] = $"The value must be a {problem.Expected}.";
        }

        if (start >= end)
        {
            errors.TryAdd("endDate", "The start date of a sprint must be before the end date.");
        }

        return errors.Count == 0 ? null : JiraProblem.Invalid(errors);
    }

    private Answer With(JiraCall call, Func<Sprint, Answer> then)
    {
        long id = call.Number("sprintId");
        return state.Sprints.Find(sprint => sprint.Number == id && sprint.Board.Project.IsVisibleTo(call.User)) is { } found
            ? then(found)
            : JiraProblem.NotFound("Sprint does not exist or you do not have permission to see it.");
    }
}
