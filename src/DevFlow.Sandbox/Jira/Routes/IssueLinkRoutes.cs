using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Links between issues.</summary>
internal sealed class IssueLinkRoutes(JiraState state, Tracker tracker)
{
    public IEnumerable<JiraRoute> Routes =>
    [
        new("POST", "/rest/api/3/issueLink", "write:jira-work", state, Add),
        new("GET", "/rest/api/3/issueLink/{linkId}", "read:jira-work", state, Show),
        new("DELETE", "/rest/api/3/issueLink/{linkId}", "write:jira-work", state, Delete),
    ];

    private Answer Add(JiraCall call, Fields input)
    {
        foreach (string name in (ReadOnlySpan<string>)["type", "inwardIssue", "outwardIssue"])
        {
            if (input.Inner(name) is null)
            {
                return JiraProblem.Invalid(name, $"'{name}' is required.");
            }
        }

        LinkType? type = input.Raw("type") is { } named ? Catalog.LinkTypes.Find(ValueReader.Member(named, "id") ?? ValueReader.Member(named, "name")) : null;
        if (type is null)
        {
            return JiraProblem.NotFound("No issue link type with the given name or id was found.");
        }

        if (FindIssue(call, input, "inwardIssue") is not { } inward || FindIssue(call, input, "outwardIssue") is not { } outward)
        {
            return JiraProblem.NotFound();
        }

        if (inward == outward)
        {
            return JiraProblem.BadRequest("You cannot link an issue to itself.");
        }

        IssueLink link = tracker.Link(call.Actor, type, outward, inward);
        call.Response.Headers.Location = $"{call.View.Api}/issueLink/{link.Id}";
        return Answer.Empty(StatusCodes.Status201Created);
    }

    private Answer Show(JiraCall call, Fields input) => FindLink(call) is { } link
        ? JiraCall.Show(writer => IssueLinkJson.Write(writer, link, call.View))
        : JiraProblem.NotFound("No issue link with id '" + call["linkId"] + "' exists.");

    private Answer Delete(JiraCall call, Fields input)
    {
        if (FindLink(call) is not { } link)
        {
            return JiraProblem.NotFound("No issue link with id '" + call["linkId"] + "' exists.");
        }

        tracker.Unlink(call.Actor, link);
        return JiraCall.NoContent();
    }

    private IssueLink? FindLink(JiraCall call)
    {
        long id = call.Number("linkId");
        return state.Issues.SelectMany(issue => issue.Links).FirstOrDefault(link => link.Id == id && link.Inward.Project.IsVisibleTo(call.User));
    }

    private Issue? FindIssue(JiraCall call, Fields input, string name) => input.Raw(name) is { } named
        ? state.FindIssue(ValueReader.Member(named, "key") ?? ValueReader.Member(named, "id"), call.User)
        : null;
}
