using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Releases.</summary>
internal sealed class ReleaseRoutes(GitLabState state, GitLabEvents events)
{
    private const string Releases = "/api/v4/projects/{id}/releases";
    private const string Release = Releases + "/{tag_name}";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", Releases, List)
        {
            AcceptsJobToken = true,
            Parameters = "order_by:released_at|created_at sort:asc|desc include_html_description:flag updated_before:date updated_after:date",
        },
        new("GET", Release, call => Show(call, Find(call), StatusCodes.Status200OK)) { AcceptsJobToken = true },
        new("POST", Releases, Create)
        {
            Access = AccessLevel.Developer,
            AcceptsJobToken = true,
            Parameters = "tag_name! tag_message name description ref assets:object milestones:texts milestone_ids released_at:date legacy_catalog_publish:flag",
        },
        new("PUT", Release, Change)
        {
            Access = AccessLevel.Developer, AcceptsJobToken = true, Parameters = "name description released_at:date milestones:texts milestone_ids",
        },
        new("DELETE", Release, Delete) { Access = AccessLevel.Developer, AcceptsJobToken = true },
    ];

    private static Answer List(GitLabCall call)
    {
        List<Release> releases = [.. call.Project.Releases.OrderBy(release =>
            call.Fields.Text("order_by") is "created_at" ? release.CreatedAt : release.ReleasedAt)];
        if (call.Fields.Text("sort") is not "asc")
        {
            releases.Reverse();
        }

        return Paging.Show(call, releases, (writer, release) => RepositoryJson.WriteRelease(writer, call.Project, release, call.Now));
    }

    private static Release? Find(GitLabCall call) => call.Project.Releases.Find(release => release.Tag.Name == call["tag_name"]);

    private static Answer Show(GitLabCall call, Release? release, int status) => release is null
        ? GitLabProblem.NotFound()
        : Answer.Json(status, writer => RepositoryJson.WriteRelease(writer, call.Project, release, call.Now));

    private Answer Create(GitLabCall call)
    {
        Fields fields = call.Fields;
        Project project = call.Project;
        string name = fields.Text("tag_name") ?? "";
        if (project.Releases.Exists(release => release.Tag.Name == name))
        {
            return GitLabProblem.Message(StatusCodes.Status409Conflict, "Release already exists");
        }

        if (!project.Tags.TryGetValue(name, out Tag? tag))
        {
            if (!fields.Has("ref"))
            {
                return GitLabProblem.Message(StatusCodes.Status422UnprocessableEntity, "Ref is not specified");
            }

            (tag, Answer? refusal) = TagRoutes.TryCreate(call, state, events, fields.Text("ref"), fields.Text("tag_message"));
            if (tag is null)
            {
                return refusal!;
            }
        }

        Release created = new(state.NextId(), tag, call.User, call.Now);
        Apply(fields, created);
        project.Releases.Add(created);
        events.ReleaseChanged(project, created, "create", call.Exchange.Answered);
        return Show(call, created, StatusCodes.Status201Created);
    }

    private Answer Change(GitLabCall call)
    {
        if (Find(call) is not { } release)
        {
            return GitLabProblem.NotFound();
        }

        Apply(call.Fields, release);
        events.ReleaseChanged(call.Project, release, "update", call.Exchange.Answered);
        return Show(call, release, StatusCodes.Status200OK);
    }

    // GitLab's description says 204 with a body; its code answers 200 with the release.
    private Answer Delete(GitLabCall call)
    {
        if (Find(call) is not { } release)
        {
            return GitLabProblem.NotFound();
        }

        call.Project.Releases.Remove(release);
        events.ReleaseChanged(call.Project, release, "delete", call.Exchange.Answered);
        return Show(call, release, StatusCodes.Status200OK);
    }

    private static void Apply(Fields fields, Release release)
    {
        release.Name = fields.Text("name") ?? release.Name;
        release.Description = fields.Text("description") ?? release.Description;
        release.ReleasedAt = fields.Moment("released_at") ?? release.ReleasedAt;
    }
}
