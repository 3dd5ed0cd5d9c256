using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Links from an issue to elsewhere.</summary>
internal sealed class RemoteLinkRoutes(JiraState state)
{
    private const int MaxGlobalId = 255;
    private const string Read = "read:jira-work";
    private const string Write = "write:jira-work";

    public IEnumerable<JiraRoute> Routes =>
    [
        new("GET", "/rest/api/3/issue/{issueIdOrKey}/remotelink", Read, state, List),
        new("POST", "/rest/api/3/issue/{issueIdOrKey}/remotelink", Write, state, Put),
        new("DELETE", "/rest/api/3/issue/{issueIdOrKey}/remotelink", Write, state, DeleteByGlobalId),
        new("GET", "/rest/api/3/issue/{issueIdOrKey}/remotelink/{linkId}", Read, state, Show),
        new("PUT", "/rest/api/3/issue/{issueIdOrKey}/remotelink/{linkId}", Write, state, Edit),
        new("DELETE", "/rest/api/3/issue/{issueIdOrKey}/remotelink/{linkId}", Write, state, Delete),
    ];

    private Answer List(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        if (input.Text("globalId") is not { } globalId)
        {
            return call.List(issue.RemoteLinks, (writer, link, view) => RemoteLinkJson.Write(writer, issue, link, view));
        }

        return issue.RemoteLinks.Find(link => link.GlobalId == globalId) is { } found
            ? JiraCall.Show(writer => RemoteLinkJson.Write(writer, issue, found, call.View))
            : JiraProblem.NotFound("The remote link does not exist.");
    }

    private Answer Show(JiraCall call, Fields input) =>
        With(call, (issue, link) => JiraCall.Show(writer => RemoteLinkJson.Write(writer, issue, link, call.View)));

    // An upsert: 201 the first time, 200 when the global id is known.
    private Answer Put(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        if (Check(input) is { } refusal)
        {
            return refusal;
        }

        string? globalId = input.Text("globalId");
        RemoteLink? link = globalId is null ? null : issue.RemoteLinks.Find(known => known.GlobalId == globalId);
        int status = link is null ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        if (link is null)
        {
            link = new(state.NextId(), globalId, input.Body);
            issue.RemoteLinks.Add(link);
        }

        link.Content = input.Body;
        issue.Touch(state.Now);
        return JiraCall.Show(
            writer =>
            {
                writer.WriteStartObject();
                RemoteLinkJson.WriteIdentity(writer, issue, link, call.View);
                writer.WriteEndObject();
            },
            status);
    }

    private Answer Edit(JiraCall call, Fields input) => With(call, (issue, link) =>
    {
        if (Check(input) is { } refusal)
        {
            return refusal;
        }

        link.Content = input.Body;
        issue.Touch(state.Now);
        return JiraCall.NoContent();
    });

    private Answer Delete(JiraCall call, Fields input) => With(call, (issue, link) => Remove(issue, link));

    private Answer DeleteByGlobalId(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        if (input.Text("globalId", required: true) is not { } globalId)
        {
            return JiraProblem.Invalid("globalId", "'globalId' is required.");
        }

        return issue.RemoteLinks.Find(link => link.GlobalId == globalId) is { } found
            ? Remove(issue, found)
            : JiraProblem.NotFound("The remote link does not exist.");
    }

    private Answer Remove(Issue issue, RemoteLink link)
    {
        issue.RemoteLinks.Remove(link);
        issue.Touch(state.Now);
        return JiraCall.NoContent();
    }

    private Answer With(JiraCall call, Func<Issue, RemoteLink, Answer> then)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        if (call.Number("linkId") is not (> 0 and var id))
        {
            return JiraProblem.BadRequest("The link ID is not a number.");
        }

        return issue.RemoteLinks.Find(link => link.Id == id) is { } found ? then(issue, found) : JiraProblem.NotFound("The remote link does not exist.");
    }

    private static Answer? Check(Fields input)
    {
        Dictionary<string, string> errors = new(StringComparer.Ordinal);
        Fields? target = input.Inner("object");
        if (string.IsNullOrWhiteSpace(target?.Text("title")))
        {
            errors["title"] = "'title' is required.";
        }

        if (!Uri.TryCreate(target?.Text("url"), UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            errors["url"] = "'url' is required and must be a valid URL.";
        }

        if (input.Text("globalId") is { Length: > MaxGlobalId })
        {
            errors["globalId"] = $"'globalId' must be at most {MaxGlobalId} characters.";
        }

        foreach (FieldProblem problem in input.Problems)
        {
            errors.TryAdd(problem.Field, $"Operation value must be a {problem.Expected}");
        }

        if (input.Has("application") && input.Inner("application") is null)
        {
            errors["application"] = "Operation value must be an object";
        }

        return errors.Count == 0 ? null : JiraProblem.Invalid(errors);
    }
}
