using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>What can be given when an issue is created or edited.</summary>
internal sealed class MetadataRoutes(JiraState state)
{
    private const int MaxPage = 200;
    private const string Read = "read:jira-work";

    private static readonly IssueField[] OnCreate = [.. IssueFields.All.Where(field => field == IssueFields.Project || (field.Read is not null && field != IssueFields.Resolution))];
    private static readonly IssueField[] OnEdit = [.. OnCreate.Where(field => field != IssueFields.Project)];

    public IEnumerable<JiraRoute> Routes =>
    [
        new("GET", "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes", Read, state, ListTypes),
        new("GET", "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}", Read, state, ListFields),
        new("GET", "/rest/api/3/issue/{issueIdOrKey}/editmeta", Read, state, ShowEdit),
    ];

    private Answer ListTypes(JiraCall call, Fields input) =>
        Refuse(call, input) ?? WritePage(call, input, "issueTypes", Catalog.IssueTypes, (writer, type) => CatalogJson.Write(writer, type, call.View));

    private Answer ListFields(JiraCall call, Fields input) =>
        Refuse(call, input) ?? (Catalog.IssueTypes.FirstOrDefault(type => type.Id == call["issueTypeId"]) is not { } type
            ? JiraProblem.BadRequest("The issue type was not found.")
            : WritePage(call, input, "fields", OnCreate, (writer, field) =>
                FieldJson.WriteMetadata(writer, field, call.View, withId: true, field.IsRequired || (type.IsSubtask && field == IssueFields.Parent))));

    private Answer ShowEdit(JiraCall call, Fields input) => call.Find(state) is null
        ? JiraProblem.NotFound()
        : JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("fields"u8);
            foreach (IssueField field in OnEdit)
            {
                writer.WritePropertyName(field.Id);
                FieldJson.WriteMetadata(writer, field, call.View, withId: false, field.IsRequired);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    private Answer? Refuse(JiraCall call, Fields input)
    {
        if (input.Number("maxResults") > MaxPage)
        {
            return JiraProblem.BadRequest($"Parameter 'maxResults' must not exceed the limit '{MaxPage}'");
        }

        return state.FindProject(call["projectIdOrKey"], call.User) is null
            ? JiraProblem.BadRequest($"No project could be found with key '{call["projectIdOrKey"]}'.")
            : null;
    }

    // Data Center calls the list of a page "values", as everywhere else.
    private static Answer WritePage<T>(JiraCall call, Fields input, string name, IReadOnlyCollection<T> all, Action<Utf8JsonWriter, T> write)
    {
        PageJson page = PageJson.Read(input, most: MaxPage);
        if (!call.View.IsCloud)
        {
            return JiraCall.Show(writer => page.Write(writer, all, item => write(writer, item)));
        }

        return JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            page.WritePosition(writer, all.Count);
            writer.WriteStartArray(name);
            foreach (T item in page.Take(all))
            {
                write(writer, item);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
