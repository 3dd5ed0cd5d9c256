using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Issue types, statuses, priorities, resolutions, link types, fields and labels.</summary>
internal sealed class CatalogRoutes(JiraState state)
{
    private const string ReadWork = "read:jira-work";

    public IEnumerable<JiraRoute> Routes =>
    [
        new("GET", "/rest/api/3/issuetype", ReadWork, state, static (call, _) => call.List(Catalog.IssueTypes, CatalogJson.Write)),
        new("GET", "/rest/api/3/issuetype/{id}", ReadWork, state, static (call, _) => Show(call, "id", Catalog.IssueTypes, CatalogJson.Write, "The issue type with id '{0}' does not exist")),
        new("GET", "/rest/api/3/status", ReadWork, state, static (call, _) => call.List(Catalog.Statuses, CatalogJson.Write)),
        new("GET", "/rest/api/3/status/{idOrName}", ReadWork, state, static (call, _) => Show(call, "idOrName", Catalog.Statuses, CatalogJson.Write, "The status with id '{0}' does not exist")),
        new("GET", "/rest/api/3/priority", ReadWork, state, static (call, _) => call.List(Catalog.Priorities, CatalogJson.Write)),
        new("GET", "/rest/api/3/priority/{id}", ReadWork, state, static (call, _) => Show(call, "id", Catalog.Priorities, CatalogJson.Write, "The priority with id '{0}' does not exist")),
        new("GET", "/rest/api/3/resolution", ReadWork, state, static (call, _) => call.List(Catalog.Resolutions, CatalogJson.Write)),
        new("GET", "/rest/api/3/resolution/{id}", ReadWork, state, static (call, _) => Show(call, "id", Catalog.Resolutions, CatalogJson.Write, "The resolution with id '{0}' does not exist")),
        new("GET", "/rest/api/3/field", ReadWork, state, static (call, _) => call.List(IssueFields.All, static (writer, item, _) => FieldJson.WriteDetails(writer, item))),
        new("GET", "/rest/api/3/issueLinkType", ReadWork, state, ListLinkTypes),
        new("GET", "/rest/api/3/issueLinkType/{issueLinkTypeId}", ReadWork, state, static (call, _) => Show(call, "issueLinkTypeId", Catalog.LinkTypes, CatalogJson.Write, "No issue link type with id '{0}' found.")),
    ];

    public IEnumerable<JiraRoute> CloudRoutes =>
    [
        new("GET", "/rest/api/3/issuetype/project", ReadWork, state, ListTypesOfProject),
        new("GET", "/rest/api/3/priority/search", ReadWork, state, static (call, input) => call.Page(input, Catalog.Priorities, CatalogJson.Write)),
        new("GET", "/rest/api/3/resolution/search", ReadWork, state, static (call, input) => call.Page(input, Catalog.Resolutions, CatalogJson.Write)),
        new("GET", "/rest/api/3/label", ReadWork, state, ListLabels),
    ];

    private static Answer Show<T>(JiraCall call, string parameter, IReadOnlyList<T> all, Action<Utf8JsonWriter, T, JiraView> write, string unknown)
        where T : class, INamed =>
        all.Find(call[parameter]) is { } found
            ? JiraCall.Show(writer => write(writer, found, call.View))
            : JiraProblem.NotFound(unknown.Replace("{0}", call[parameter], StringComparison.Ordinal));

    private static Answer ListLinkTypes(JiraCall call, Fields input) => JiraCall.Show(writer =>
    {
        writer.WriteStartObject();
        writer.WriteArray("issueLinkTypes"u8, Catalog.LinkTypes, type => CatalogJson.Write(writer, type, call.View));
        writer.WriteEndObject();
    });

    private Answer ListTypesOfProject(JiraCall call, Fields input)
    {
        string? id = input.Text("projectId", required: true);
        return input.Number("projectId") is null
            ? JiraProblem.BadRequest("The project ID must be a number.")
            : state.FindProject(id, call.User) is null
                ? JiraProblem.NotFound("The project was not found.")
                : call.List(Catalog.IssueTypes, CatalogJson.Write);
    }

    private Answer ListLabels(JiraCall call, Fields input)
    {
        string[] labels = [.. state.Issues.Where(issue => issue.Project.IsVisibleTo(call.User)).SelectMany(issue => issue.Labels).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return JiraCall.Show(writer => PageJson.Read(input, 1000, 1000).Write(writer, labels, writer.WriteStringValue));
    }
}
