using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Notes: comments on issues and on merge requests, with the same operations for both.</summary>
internal sealed class NoteRoutes(GitLabState state, GitLabEvents events)
{
    public IEnumerable<GitLabRoute> Routes =>
    [
        .. RoutesBelow("/api/v4/projects/{id}/issues/{issue_iid}/notes", call => call.FindIssue()),
        .. RoutesBelow("/api/v4/projects/{id}/merge_requests/{merge_request_iid}/notes", call => call.FindMergeRequest()),
    ];

    private IEnumerable<GitLabRoute> RoutesBelow(string notes, Func<GitLabCall, Issuable?> find) =>
    [
        new("GET", notes, call => With(call, find, List)) { Parameters = "sort:asc|desc order_by:created_at|updated_at activity_filter:all_notes|only_comments|only_activity" },
        new("POST", notes, call => With(call, find, Create))
        {
            Limit = LimitSettings.Notes, Parameters = "body! confidential:flag internal:flag created_at:date merge_request_diff_head_sha",
        },
        new("GET", notes + "/{note_id}", call => WithNote(call, find, (owner, note) => Show(owner, note, StatusCodes.Status200OK))),
        new("PUT", notes + "/{note_id}", call => WithNote(call, find, (owner, note) => Change(call, owner, note))) { Parameters = "body confidential:flag" },
        new("DELETE", notes + "/{note_id}", call => WithNote(call, find, (owner, note) => Delete(call, owner, note))),
    ];

    private static Answer With(GitLabCall call, Func<GitLabCall, Issuable?> find, Func<GitLabCall, Issuable, Answer> handle) =>
        find(call) is { } owner ? handle(call, owner) : GitLabProblem.NotFound();

    private static Answer WithNote(GitLabCall call, Func<GitLabCall, Issuable?> find, Func<Issuable, Note, Answer> handle) =>
        find(call) is { } owner && owner.Notes.Find(note => note.Id == call.Number("note_id") && CanSee(call, note)) is { } note
            ? handle(owner, note)
            : GitLabProblem.NotFound();

    private static bool CanSee(GitLabCall call, Note note) => !note.IsInternal || call.Access >= AccessLevel.Planner;

    private static Answer List(GitLabCall call, Issuable owner)
    {
        IEnumerable<Note> notes = owner.Notes.Where(note => CanSee(call, note));
        notes = call.Fields.Text("order_by") is "updated_at" ? notes.OrderBy(note => note.UpdatedAt) : notes;
        Note[] found = [.. call.Fields.Text("sort") is "asc" ? notes : notes.Reverse()];
        return Paging.Show(call, found, (writer, note) => IssuableJson.WriteNote(writer, owner, note));
    }

    private static Answer Show(Issuable owner, Note note, int status) => Answer.Json(status, writer => IssuableJson.WriteNote(writer, owner, note));

    private Answer Create(GitLabCall call, Issuable owner)
    {
        string body = call.Fields.Text("body") ?? "";
        if (string.IsNullOrWhiteSpace(body))
        {
            return GitLabProblem.Message(StatusCodes.Status400BadRequest, "400 Bad request - Note {:note=>[\"can't be blank\"]}");
        }

        bool isInternal = call.Fields.Flag("internal") ?? call.Fields.Flag("confidential") ?? false;
        Note note = state.AddNote(owner, body, call.User, isInternal && call.Access >= AccessLevel.Planner);
        events.NoteChanged(owner, note, "create", call.Exchange.Answered);
        return Show(owner, note, StatusCodes.Status201Created);
    }

    private Answer Change(GitLabCall call, Issuable owner, Note note)
    {
        if (!CanChange(call, note))
        {
            return GitLabProblem.Forbidden();
        }

        note.Body = call.Fields.Text("body") is { Length: > 0 } body ? body : note.Body;
        note.UpdatedAt = call.Now;
        events.NoteChanged(owner, note, "update", call.Exchange.Answered);
        return Show(owner, note, StatusCodes.Status200OK);
    }

    private static Answer Delete(GitLabCall call, Issuable owner, Note note)
    {
        if (!CanChange(call, note))
        {
            return GitLabProblem.Forbidden();
        }

        owner.Notes.Remove(note);
        return GitLabCall.NoContent();
    }

    private static bool CanChange(GitLabCall call, Note note) => note.Author == call.User || call.Access >= AccessLevel.Maintainer;
}
