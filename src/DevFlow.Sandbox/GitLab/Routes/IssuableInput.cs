using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Reads what issues and merge requests have in common.</summary>
internal static class IssuableInput
{
    public const int MaxTitle = 255;

    /// <summary>Refuses a title that the model would.</summary>
    public static Answer? CheckTitle(Fields fields) => fields.Text("title") switch
    {
        null when !fields.Has("title") => null,
        null or "" => GitLabProblem.Invalid("title", "can't be blank"),
        { Length: > MaxTitle } => GitLabProblem.Invalid("title", "is too long (maximum is 255 characters)"),
        var title when string.IsNullOrWhiteSpace(title) => GitLabProblem.Invalid("title", "can't be blank"),
        _ => null,
    };

    /// <summary>Sets what the request names.</summary>
    /// <returns>What changed, as payloads tell it.</returns>
    public static IReadOnlyList<Change> Apply(Fields fields, Issuable issuable, GitLabState state, DateTimeOffset now)
    {
        List<Change> changes = [];
        string? title = fields.Text("title");
        if (title is not null && title != issuable.Title)
        {
            changes.Add(new("title", issuable.Title, title));
            issuable.Title = title;
        }

        string? description = fields.Text("description");
        if (description is not null && description != issuable.Description)
        {
            changes.Add(new("description", issuable.Description, description));
            issuable.Description = description;
        }

        ApplyLabels(fields, issuable, changes);
        IReadOnlyList<long>? assignees = ParameterList.ReadNumbers(fields, "assignee_ids")
            ?? (fields.Number("assignee_id") is { } one ? [one] : null);
        if (assignees is not null)
        {
            issuable.Assignees = FindMembers(assignees, issuable.Project, state);
        }

        issuable.IsDiscussionLocked = fields.Flag("discussion_locked") ?? issuable.IsDiscussionLocked;
        issuable.UpdatedAt = now;
        issuable.Project.LastActivityAt = now;
        return changes;
    }

    /// <summary>Closes or reopens, where the request says so and it makes a difference.</summary>
    /// <returns>The action of the payload: <c>close</c>, <c>reopen</c> or <c>update</c>.</returns>
    public static string ApplyStateEvent(GitLabCall call, Issuable issuable)
    {
        switch (call.Fields.Text("state_event"), issuable.State)
        {
            case ("close", Issuable.Opened):
                issuable.Close(call.User, call.Now);
                return "close";
            case ("reopen", Issuable.Closed):
                issuable.Reopen();
                return "reopen";
            default:
                return "update";
        }
    }

    /// <summary>The users of these ids who are members; GitLab ignores the others.</summary>
    public static IReadOnlyList<User> FindMembers(IReadOnlyList<long> ids, Project project, GitLabState state) =>
        [.. ids.Distinct().Select(state.FindUser).OfType<User>().Where(user => project.AccessOf(user) > AccessLevel.None)];

    /// <summary>Filters a list by what both kinds know.</summary>
    public static IEnumerable<T> Filter<T>(GitLabCall call, IEnumerable<T> items)
        where T : Issuable
    {
        Fields fields = call.Fields;
        string? state = fields.Text("state") is "" or "all" ? null : fields.Text("state");
        IReadOnlyList<string>? labels = fields.Texts("labels");
        IReadOnlyList<long>? iids = ParameterList.ReadNumbers(fields, "iids");
        string? search = fields.Text("search");
        string? author = fields.Text("author_username");
        long? authorId = fields.Number("author_id");
        string? scope = fields.Text("scope")?.Replace('-', '_');
        DateTimeOffset? createdAfter = fields.Moment("created_after");
        DateTimeOffset? createdBefore = fields.Moment("created_before");
        DateTimeOffset? updatedAfter = fields.Moment("updated_after");
        DateTimeOffset? updatedBefore = fields.Moment("updated_before");
        IEnumerable<T> found = items.Where(item =>
            (state is null || item.State == state)
            && (labels is null || labels.All(item.Labels.Contains))
            && (iids is null || iids.Contains(item.Iid))
            && (search is null || item.Title.Contains(search, StringComparison.OrdinalIgnoreCase) || item.Description?.Contains(search, StringComparison.OrdinalIgnoreCase) == true)
            && (author is null || item.Author.Username.Equals(author, StringComparison.OrdinalIgnoreCase))
            && (authorId is null || item.Author.Id == authorId)
            && (scope is not "created_by_me" || item.Author == call.User)
            && (scope is not "assigned_to_me" || item.Assignees.Contains(call.User))
            && !(item.CreatedAt < createdAfter) && !(item.CreatedAt > createdBefore)
            && !(item.UpdatedAt < updatedAfter) && !(item.UpdatedAt > updatedBefore));
        found = fields.Text("order_by") switch
        {
            "updated_at" => found.OrderBy(item => item.UpdatedAt).ThenBy(item => item.Iid),
            "title" => found.OrderBy(item => item.Title, StringComparer.OrdinalIgnoreCase),
            _ => found.OrderBy(item => item.CreatedAt).ThenBy(item => item.Iid),
        };
        return fields.Text("sort") is "asc" ? found : found.Reverse();
    }

    private static void ApplyLabels(Fields fields, Issuable issuable, List<Change> changes)
    {
        string before = string.Join(',', issuable.Labels);
        if (fields.Has("labels"))
        {
            issuable.Labels.Clear();
        }

        issuable.Labels.UnionWith(fields.Texts("labels") ?? []);
        issuable.Labels.UnionWith(fields.Texts("add_labels") ?? []);
        issuable.Labels.ExceptWith(fields.Texts("remove_labels") ?? []);
        string after = string.Join(',', issuable.Labels);
        if (before != after)
        {
            changes.Add(new("labels", before, after));
        }
    }
}
