using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Comments of an issue.</summary>
internal sealed class CommentRoutes(JiraState state, Tracker tracker)
{
    private const string Read = "read:jira-work";
    private const string Write = "write:jira-work";

    public IEnumerable<JiraRoute> Routes =>
    [
        new("GET", "/rest/api/3/issue/{issueIdOrKey}/comment", Read, state, List),
        new("POST", "/rest/api/3/issue/{issueIdOrKey}/comment", Write, state, Add),
        new("GET", "/rest/api/3/issue/{issueIdOrKey}/comment/{id}", Read, state, Show),
        new("PUT", "/rest/api/3/issue/{issueIdOrKey}/comment/{id}", Write, state, Edit),
        new("DELETE", "/rest/api/3/issue/{issueIdOrKey}/comment/{id}", Write, state, Delete),
    ];

    private Answer List(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        string? order = input.Text("orderBy");
        if (order is not (null or "created" or "+created" or "-created"))
        {
            return JiraProblem.BadRequest($"The value '{order}' for orderBy is invalid.");
        }

        List<Comment> comments = order == "-created" ? [.. Enumerable.Reverse(issue.Comments)] : [.. issue.Comments];
        PageJson page = PageJson.Read(input, most: 5000);
        call.Objects = page.Take(comments).Count();
        return JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            page.WritePosition(writer, comments.Count);
            writer.WriteArray("comments"u8, page.Take(comments), comment => CommentJson.Write(writer, issue, comment, call.View));
            writer.WriteEndObject();
        });
    }

    private Answer Show(JiraCall call, Fields input) => With(call, (issue, comment) => Show(call, issue, comment));

    private Answer Add(JiraCall call, Fields input)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        return ReadBody(call, input, out RichText? body) ?? Show(call, issue, tracker.AddComment(call.Actor, issue, body!), StatusCodes.Status201Created);
    }

    private Answer Edit(JiraCall call, Fields input) => With(call, (issue, comment) =>
    {
        if (ReadBody(call, input, out RichText? body) is { } refusal)
        {
            return refusal;
        }

        if (!MayChange(call, comment))
        {
            return JiraProblem.BadRequest($"{call.User.DisplayName}, you do not have the permission to edit this comment.");
        }

        tracker.EditComment(call.Actor, issue, comment, body!);
        return Show(call, issue, comment);
    });

    private Answer Delete(JiraCall call, Fields input) => With(call, (issue, comment) =>
    {
        if (!MayChange(call, comment))
        {
            return JiraProblem.BadRequest($"{call.User.DisplayName}, you do not have the permission to delete this comment.");
        }

        tracker.DeleteComment(call.Actor, issue, comment);
        return JiraCall.NoContent();
    });

    private static bool MayChange(JiraCall call, Comment comment) => call.User == comment.Author || call.User.IsAdmin;

    private static Answer Show(JiraCall call, Issue issue, Comment comment, int status = StatusCodes.Status200OK) =>
        JiraCall.Show(writer => CommentJson.Write(writer, issue, comment, call.View), status);

    private Answer With(JiraCall call, Func<Issue, Comment, Answer> then)
    {
        if (call.Find(state) is not { } issue)
        {
            return JiraProblem.NotFound();
        }

        long id = call.Number("id");
        return issue.Comments.Find(comment => comment.Id == id) is { } found
            ? then(issue, found)
            : JiraProblem.NotFound($"Can not find a comment for the id: {call["id"]}.");
    }

    private Answer? ReadBody(JiraCall call, Fields input, out RichText? body)
    {
        body = null;
        if (input.Raw("body") is not { } sent)
        {
            return JiraProblem.Invalid("comment", "Comment body can not be empty!");
        }

        string? problem = null;
        body = new ValueReader(state, call.User, call.View, message => problem = message).Text(sent);
        if (problem is null && string.IsNullOrWhiteSpace(body!.Text))
        {
            problem = "Comment body can not be empty!";
        }
        else if (problem is not null && call.View.IsRich)
        {
            problem = "Comment body is not valid!";
        }

        return problem is null ? null : JiraProblem.Invalid("comment", problem);
    }
}
