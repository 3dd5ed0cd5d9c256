using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Tags.</summary>
internal sealed class TagRoutes(GitLabState state, GitLabEvents events)
{
    private const string Tags = "/api/v4/projects/{id}/repository/tags";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", Tags, List) { Access = AccessLevel.Reporter, Parameters = "sort:asc|desc order_by:name|updated|version search page_token" },
        new("GET", Tags + "/{tag_name}", Get) { Access = AccessLevel.Reporter },
        new("POST", Tags, Create) { Access = AccessLevel.Developer, Parameters = "tag_name! ref! message" },
        new("DELETE", Tags + "/{tag_name}", Delete) { Access = AccessLevel.Developer },
    ];

    /// <summary>Makes a tag, for itself or for a release.</summary>
    /// <returns>The tag, or why there is none.</returns>
    public static (Tag? Tag, Answer? Refusal) TryCreate(GitLabCall call, GitLabState state, GitLabEvents events, string? reference, string? message)
    {
        Project project = call.Project;
        string name = call.Fields.Text("tag_name") ?? "";
        if (!RefName.IsValid(name))
        {
            return (null, GitLabProblem.Message(StatusCodes.Status400BadRequest, "Tag name invalid"));
        }

        if (project.Tags.ContainsKey(name))
        {
            return (null, GitLabProblem.Message(StatusCodes.Status400BadRequest, $"Tag {name} already exists"));
        }

        if (project.Resolve(reference ?? "") is not { } commit)
        {
            return (null, GitLabProblem.Message(StatusCodes.Status400BadRequest, $"Target {reference} is invalid"));
        }

        Tag tag = new(name, message, commit, state.Now);
        project.Tags.Add(name, tag);
        events.TagPushed(project, name, null, commit, call.User, call.Exchange.Answered);
        return (tag, null);
    }

    private static Answer List(GitLabCall call)
    {
        string? search = call.Fields.Text("search");
        IEnumerable<Tag> found = call.Project.Tags.Values.Where(tag => search is null || tag.Name.Contains(search, StringComparison.OrdinalIgnoreCase));
        Tag[] tags = [.. call.Fields.Text("order_by") is "name" or "version" ? found : found.OrderBy(tag => tag.CreatedAt)];
        if (call.Fields.Text("sort") is not "asc")
        {
            Array.Reverse(tags);
        }

        return Paging.Show(call, tags, (writer, tag) => RepositoryJson.WriteTag(writer, call.Project, tag), tag => tag.Name, "page_token");
    }

    private static Answer Get(GitLabCall call) => call.Project.Tags.TryGetValue(call["tag_name"], out Tag? tag)
        ? GitLabCall.Ok(writer => RepositoryJson.WriteTag(writer, call.Project, tag))
        : GitLabProblem.NotFound("Tag");

    private Answer Create(GitLabCall call)
    {
        (Tag? tag, Answer? refusal) = TryCreate(call, state, events, call.Fields.Text("ref"), call.Fields.Text("message"));
        return refusal ?? GitLabCall.Created(writer => RepositoryJson.WriteTag(writer, call.Project, tag!));
    }

    private Answer Delete(GitLabCall call)
    {
        if (!call.Project.Tags.Remove(call["tag_name"], out Tag? tag))
        {
            return GitLabProblem.NotFound("Tag");
        }

        call.Project.Releases.RemoveAll(release => release.Tag == tag);
        events.TagPushed(call.Project, tag.Name, tag.Commit, null, call.User, call.Exchange.Answered);
        return GitLabCall.NoContent();
    }
}
