namespace DevFlow.Sandbox.Jira;

/// <summary>What can be done on a site. Everything is told to <paramref name="publish"/>; the caller holds the state's gate.</summary>
internal sealed class Tracker(JiraState state, Action<JiraEvent> publish)
{
    public Issue Create(Actor actor, Project project, IssueType type, IReadOnlyDictionary<IssueField, object?> values)
    {
        Issue issue = state.AddIssue(project, type, actor.User);
        foreach ((IssueField field, object? value) in values)
        {
            field.Set!(issue, value);
        }

        Publish(actor, "jira:issue_created", issue, "issue_created");
        return issue;
    }

    public void Edit(Actor actor, Issue issue, IReadOnlyDictionary<IssueField, object?> values)
    {
        if (Apply(actor.User, issue, values) is { } change)
        {
            bool isAssignment = change.Items is [{ FieldId: "assignee" }];
            Publish(actor, "jira:issue_updated", issue, isAssignment ? "issue_assigned" : "issue_generic", change);
        }
    }

    public void Take(Actor actor, Issue issue, Transition transition, IReadOnlyDictionary<IssueField, object?> values)
    {
        Dictionary<IssueField, object?> all = new(values) { [IssueFields.Status] = transition.Target };
        if (transition.Target.Category != StatusCategory.Done)
        {
            all[IssueFields.Resolution] = null;
        }

        Change change = Apply(actor.User, issue, all) ?? Note(actor.User, issue, []);
        Publish(actor, "jira:issue_updated", issue, "issue_generic", change);
    }

    public void Delete(Actor actor, Issue issue)
    {
        foreach (Issue subtask in state.Subtasks(issue).ToArray())
        {
            Delete(actor, subtask);
        }

        foreach (IssueLink link in issue.Links.ToArray())
        {
            Unlink(actor, link);
        }

        state.Remove(issue);
        Publish(actor, "jira:issue_deleted", issue, "issue_deleted");
    }

    public Comment AddComment(Actor actor, Issue issue, RichText body)
    {
        Comment comment = new(state.NextId(), actor.User, body, state.Now);
        issue.Comments.Add(comment);
        issue.Touch(comment.Created);
        Publish(actor, "comment_created", issue, comment);
        return comment;
    }

    public void EditComment(Actor actor, Issue issue, Comment comment, RichText body)
    {
        comment.Body = body;
        comment.UpdateAuthor = actor.User;
        comment.Updated = state.Now;
        issue.Touch(comment.Updated);
        Publish(actor, "comment_updated", issue, comment);
    }

    public void DeleteComment(Actor actor, Issue issue, Comment comment)
    {
        issue.Comments.Remove(comment);
        issue.Touch(state.Now);
        Publish(actor, "comment_deleted", issue, comment);
    }

    public IssueLink Link(Actor actor, LinkType type, Issue outward, Issue inward)
    {
        IssueLink link = new(state.NextId(), type, outward, inward);
        outward.Links.Add(link);
        inward.Links.Add(link);
        publish(new("issuelink_created", actor.User) { Link = link, Answered = actor.Answered });
        return link;
    }

    public void Unlink(Actor actor, IssueLink link)
    {
        link.Outward.Links.Remove(link);
        link.Inward.Links.Remove(link);
        publish(new("issuelink_deleted", actor.User) { Link = link, Answered = actor.Answered });
    }

    public Sprint AddSprint(Actor actor, Board board, string name, string? goal, DateTimeOffset? start, DateTimeOffset? end)
    {
        Sprint sprint = new(state.NextId(), name, board, state.Now) { Goal = goal, Start = start, End = end };
        state.Sprints.Add(sprint);
        Publish(actor, "sprint_created", sprint);
        return sprint;
    }

    public void SprintEdited(Actor actor, Sprint sprint) => Publish(actor, "sprint_updated", sprint);

    public void Start(Actor actor, Sprint sprint)
    {
        sprint.State = Sprint.Active;
        Publish(actor, "sprint_started", sprint);
    }

    /// <summary>Closes a sprint; what is not done goes back to the backlog.</summary>
    public void Close(Actor actor, Sprint sprint)
    {
        sprint.State = Sprint.Closed;
        sprint.Completed = state.Now;
        Publish(actor, "sprint_closed", sprint);
        foreach (Issue issue in state.Issues.Where(issue => issue.Sprint == sprint))
        {
            issue.ClosedSprints.Add(sprint);
            issue.Sprint = null;
        }
    }

    public void DeleteSprint(Actor actor, Sprint sprint)
    {
        state.Sprints.Remove(sprint);
        foreach (Issue issue in state.Issues.Where(issue => issue.Sprint == sprint))
        {
            issue.Sprint = null;
        }

        Publish(actor, "sprint_deleted", sprint);
    }

    private Change? Apply(JiraUser user, Issue issue, IReadOnlyDictionary<IssueField, object?> values)
    {
        List<ChangeItem> items = [];
        foreach ((IssueField field, object? value) in values)
        {
            object? before = field.Get(issue);
            if (!FieldValue.AreSame(before, value))
            {
                field.Set!(issue, value);
                items.Add(new(
                    field.Name.ToLowerInvariant(), field.Id, FieldValue.Id(before), FieldValue.Text(before), FieldValue.Id(value), FieldValue.Text(value)));
            }
        }

        return items.Count == 0 ? null : Note(user, issue, items);
    }

    private Change Note(JiraUser user, Issue issue, IReadOnlyList<ChangeItem> items)
    {
        Change change = new(state.NextId(), user, state.Now, items);
        issue.StatusSince = items.Any(item => item.FieldId == "status") ? change.At : issue.StatusSince;
        issue.ResolvedAt = issue.Resolution is null ? null : issue.ResolvedAt ?? change.At;
        issue.Note(change);
        return change;
    }

    private void Publish(Actor actor, string name, Issue issue, string type, Change? change = null) =>
        publish(new(name, actor.User) { Issue = issue, IssueEventType = type, Change = change, Answered = actor.Answered });

    private void Publish(Actor actor, string name, Issue issue, Comment comment) =>
        publish(new(name, actor.User) { Issue = issue, Comment = comment, Answered = actor.Answered });

    private void Publish(Actor actor, string name, Sprint sprint) =>
        publish(new(name, actor.User) { Sprint = sprint, Answered = actor.Answered });
}
