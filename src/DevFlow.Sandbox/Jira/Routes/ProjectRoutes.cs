using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Projects.</summary>
internal sealed class ProjectRoutes(JiraState state)
{
    private const string ReadWork = "read:jira-work";

    public IEnumerable<JiraRoute> Routes =>
    [
        new("GET", "/rest/api/3/project", ReadWork, state, List),
        new("GET", "/rest/api/3/project/{projectIdOrKey}", ReadWork, state, Show),
        new("GET", "/rest/api/3/project/{projectIdOrKey}/statuses", ReadWork, state, ListStatuses),
    ];

    /// <summary>Data Center has no search for projects.</summary>
    public IEnumerable<JiraRoute> CloudRoutes => [new("GET", "/rest/api/3/project/search", ReadWork, state, Search)];

    private Answer List(JiraCall call, Fields input) => call.List([.. Visible(call)], static (writer, project, view) => ProjectJson.Write(writer, project, view));

    private Answer Search(JiraCall call, Fields input)
    {
        string query = input.Text("query") ?? "";
        IReadOnlyList<string>? keys = input.Texts("keys");
        if (input.Text("orderBy") is { } order && order.TrimStart('+', '-') is not ("key" or "name" or "category" or "owner" or "issueCount" or "lastIssueUpdatedTime"))
        {
            return JiraProblem.BadRequest($"The value '{order}' for orderBy is invalid.");
        }

        Project[] found =
        [
            .. Visible(call).Where(project =>
                (keys is null || keys.Contains(project.Key, StringComparer.Ordinal))
                && (project.Name.Contains(query, StringComparison.OrdinalIgnoreCase) || project.Key.Contains(query, StringComparison.OrdinalIgnoreCase))),
        ];
        return call.Page(input, found, ProjectJson.Write);
    }

    private Answer Show(JiraCall call, Fields input) =>
        state.FindProject(call["projectIdOrKey"], call.User) is { } project
            ? JiraCall.Show(writer => ProjectJson.WriteFull(writer, project, call.View))
            : NoProject(call);

    private Answer ListStatuses(JiraCall call, Fields input) =>
        state.FindProject(call["projectIdOrKey"], call.User) is null ? NoProject(call) : call.List(Catalog.IssueTypes, static (writer, type, view) =>
        {
            writer.WriteStartObject();
            writer.WriteString("self"u8, $"{view.Api}/issuetype/{type.Id}");
            writer.WriteString("id"u8, type.Id);
            writer.WriteString("name"u8, type.Name);
            writer.WriteBoolean("subtask"u8, type.IsSubtask);
            writer.WriteArray("statuses"u8, Catalog.Statuses, status => CatalogJson.Write(writer, status, view));
            writer.WriteEndObject();
        });

    private IEnumerable<Project> Visible(JiraCall call) =>
        state.Projects.Where(project => project.IsVisibleTo(call.User)).OrderBy(project => project.Key, StringComparer.Ordinal);

    private static Answer NoProject(JiraCall call) => JiraProblem.NotFound($"No project could be found with key '{call["projectIdOrKey"]}'.");
}
