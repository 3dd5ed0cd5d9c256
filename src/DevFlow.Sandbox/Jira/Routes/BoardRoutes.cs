using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Boards of the agile API.</summary>
internal sealed class BoardRoutes(JiraState state)
{
    private const string ReadBoard = "read:board-scope:jira-software";

    public IEnumerable<JiraRoute> Routes =>
    [
        new("GET", "/rest/agile/1.0/board", ReadBoard, state, List),
        new("GET", "/rest/agile/1.0/board/{boardId}", ReadBoard, state, Show),
        new("GET", "/rest/agile/1.0/board/{boardId}/issue", ReadBoard, state, ListIssues),
        new("GET", "/rest/agile/1.0/board/{boardId}/backlog", ReadBoard, state, ListBacklog),
        new("GET", "/rest/agile/1.0/board/{boardId}/sprint", "read:sprint:jira-software", state, ListSprints),
        new("GET", "/rest/agile/1.0/board/{boardId}/project", ReadBoard, state, ListProjects),
    ];

    private Answer List(JiraCall call, Fields input)
    {
        string? type = input.Text("type");
        string? name = input.Text("name");
        string? project = input.Text("projectKeyOrId");
        if (project is not null && state.FindProject(project, call.User) is null)
        {
            return JiraProblem.BadRequest($"No project could be found with key or id '{project}'.");
        }

        Board[] found =
        [
            .. state.Boards.Where(board =>
                board.Project.IsVisibleTo(call.User)
                && (type is null || type.Split(',').Contains(board.Type))
                && (name is null || board.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
                && (project is null || board.Project == state.FindProject(project, call.User))),
        ];
        return call.Page(input, found, BoardJson.Write);
    }

    private Answer Show(JiraCall call, Fields input) => With(call, board => JiraCall.Show(writer => BoardJson.Write(writer, board, call.View)));

    private Answer ListIssues(JiraCall call, Fields input) => With(call, board => Search(call, input, issue => issue.Project == board.Project));

    private Answer ListBacklog(JiraCall call, Fields input) => With(call, board => Search(
        call, input, issue => issue.Project == board.Project && issue.Sprint?.State != Sprint.Active && issue.Status.Category != StatusCategory.Done));

    private Answer ListSprints(JiraCall call, Fields input) => With(call, board =>
    {
        if (!board.HasSprints)
        {
            return JiraProblem.BadRequest("The board does not support sprints");
        }

        string[] states = input.Text("state")?.Split(',') ?? [Sprint.Future, Sprint.Active, Sprint.Closed];
        return Array.TrueForAll(states, name => name is Sprint.Future or Sprint.Active or Sprint.Closed)
            ? call.Page(input, [.. state.Sprints.Where(sprint => sprint.Board == board && states.Contains(sprint.State))], SprintJson.Write)
            : JiraProblem.BadRequest("The state parameter can only be: future, active, closed.");
    });

    private Answer ListProjects(JiraCall call, Fields input) => With(call, board => call.Page(input, [board.Project], ProjectJson.Write));

    /// <summary>Finds issues by a rule and the request's JQL.</summary>
    private Answer Search(JiraCall call, Fields input, Func<Issue, bool> rule)
    {
        (JqlQuery? query, Answer? refusal) = SearchRoutes.Parse(state, call, input.Text("jql"), mayBeUnbounded: true);
        return query is null ? refusal! : SearchRoutes.WriteResults(call, input, [.. query.Find(state, call.User).Where(rule)]);
    }

    private Answer With(JiraCall call, Func<Board, Answer> then)
    {
        long id = call.Number("boardId");
        return state.Boards.Find(board => board.Id == id && board.Project.IsVisibleTo(call.User)) is { } found
            ? then(found)
            : JiraProblem.NotFound("Board does not exist or you do not have permission to see it.");
    }
}
