using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Steps of the workflow.</summary>
internal sealed class TransitionRoutes(JiraState state, Tracker tracker)
{
    public IEnumerable<JiraRoute> Routes =>
    [
        new("GET", "/rest/api/3/issue/{issueIdOrKey}/transitions", "read:jira-work", state, List),
        new("POST", "/rest/api/3/issue/{issueIdOrKey}/transitions", "write:jira-work", state, Take) { SeesIssueFirst = true },
    ];

    private Answer List(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        string? wanted = input.Text("transitionId");
        bool withFields = input.Texts("expand")?.Contains("transitions.fields", StringComparer.Ordinal) == true;
        Transition[] available = [.. Workflow.Available(issue, call.User).Where(transition => wanted is null || transition.Id == wanted)];
        call.Objects = available.Length;
        return JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("expand"u8, "transitions");
            writer.WriteArray("transitions"u8, available, transition => TransitionJson.Write(writer, transition, call.View, withFields));
            writer.WriteEndObject();
        });
    }

    private Answer Take(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        if (input.Raw("transition") is not { } named || ValueReader.Member(named, "id") is not { } id)
        {
            return JiraProblem.BadRequest("Missing 'transition' identifier");
        }

        if (issue.Version != call.VersionSeen)
        {
            return JiraProblem.Create(StatusCodes.Status409Conflict, $"The issue {issue.Key} was changed by another request at the same time.");
        }

        Transition? transition = Workflow.Available(issue, call.User).FirstOrDefault(candidate => candidate.Id == id);
        if (transition is null)
        {
            return JiraProblem.BadRequest($"Transition id '{id}' is not valid for this issue.");
        }

        IssueInput wanted = new(state, call.User, call.View);
        wanted.Read(input.Body, issue, transition.Required);
        foreach (string required in transition.Required)
        {
            IssueField field = IssueFields.Find(required)!;
            if ((wanted.Values.TryGetValue(field, out object? value) ? value : field.Get(issue)) is null)
            {
                wanted.Refuse(required, $"{field.Name} is required.");
            }
        }

        if (wanted.Errors.Count > 0)
        {
            return JiraProblem.Invalid(wanted.Errors);
        }

        tracker.Take(call.Actor, issue, transition, wanted.Values);
        foreach (RichText comment in wanted.Comments)
        {
            tracker.AddComment(call.Actor, issue, comment);
        }

        return JiraCall.NoContent();
    }
}
