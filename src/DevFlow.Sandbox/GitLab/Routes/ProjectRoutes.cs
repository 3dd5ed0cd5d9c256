using System.Globalization;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Projects.</summary>
internal sealed class ProjectRoutes(GitLabState state)
{
    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", "/api/v4/projects", List)
        {
            Limit = LimitSettings.Projects,
            Parameters = "order_by:id|name|path|created_at|updated_at|last_activity_at|similarity|star_count|storage_size|repository_size|wiki_size|packages_size "
                + "sort:asc|desc visibility:private|internal|public search membership:flag owned:flag simple:flag archived:flag id_after:number id_before:number "
                + "min_access_level:number",
        },
        new("GET", "/api/v4/projects/{id}", call => GitLabCall.Ok(writer => ProjectJson.Write(writer, call.Project, call.User)))
        {
            Limit = LimitSettings.Project, Access = AccessLevel.None,
        },
    ];

    private Answer List(GitLabCall call)
    {
        Fields fields = call.Fields;
        string? search = fields.Text("search");
        string? visibility = fields.Text("visibility");
        long after = fields.Number("id_after") ?? 0;
        long before = fields.Number("id_before") ?? long.MaxValue;
        AccessLevel least = fields.Flag("owned") == true ? AccessLevel.Owner
            : (AccessLevel)(fields.Number("min_access_level") ?? (fields.Flag("membership") == true ? (long)AccessLevel.Guest : 0));
        string order = fields.Text("order_by") is { Length: > 0 } asked ? asked : "created_at";
        List<Project> found = [.. Order(
            state.Projects.Where(project =>
                project.IsVisibleTo(call.User)
                && project.AccessOf(call.User) >= least
                && project.Id > after
                && project.Id < before
                && (string.IsNullOrEmpty(visibility) || project.Visibility == visibility)
                && (search is null || project.Name.Contains(search, StringComparison.OrdinalIgnoreCase))),
            order)];
        if (fields.Text("sort") is not "asc")
        {
            found.Reverse();
        }

        // Keyset paging goes by id only; the next page is what comes after the last id seen.
        bool isAscending = fields.Text("sort") is "asc";
        return Paging.Show(
            call,
            found,
            ProjectJson.WriteBasic,
            order == "id" ? project => project.Id.ToString(CultureInfo.InvariantCulture) : null,
            isAscending ? "id_after" : "id_before");
    }

    private static IEnumerable<Project> Order(IEnumerable<Project> projects, string order) => order switch
    {
        "name" => projects.OrderBy(project => project.Name, StringComparer.OrdinalIgnoreCase),
        "path" => projects.OrderBy(project => project.Path, StringComparer.Ordinal),
        "updated_at" or "last_activity_at" => projects.OrderBy(project => project.LastActivityAt).ThenBy(project => project.Id),
        _ => projects.OrderBy(project => project.Id),
    };
}
