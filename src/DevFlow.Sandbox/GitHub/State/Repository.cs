namespace DevFlow.Sandbox.GitHub;

/// <summary>A repository with its issues and hooks. Thread-safe; a change and the notices of it are one step.</summary>
internal sealed class Repository(IdSource ids, long id, Account owner, string name, string? description, DateTimeOffset createdAt)
{
    private readonly Lock _gate = new();
    private readonly List<Issue> _issues = [];
    private readonly List<IssueComment> _comments = [];
    private readonly Dictionary<string, Label> _labels = new(StringComparer.OrdinalIgnoreCase);
    private int _openIssues;

    public long Id { get; } = id;

    public string NodeId { get; } = GitHub.NodeId.Create("Repository", id);

    public Account Owner { get; } = owner;

    public string Name { get; } = name;

    public string FullName { get; } = $"{owner.Login}/{name}";

    public string? Description { get; } = description;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary><c>/repos/{owner}/{repo}</c></summary>
    public string ApiPath { get; } = $"/repos/{owner.Login}/{name}";

    /// <summary><c>/{owner}/{repo}</c></summary>
    public string HtmlPath { get; } = $"/{owner.Login}/{name}";

    public int OpenIssues => Volatile.Read(ref _openIssues);

    public HookSet Hooks { get; } = new(owner.Hooks);

    public Issue? FindIssue(int number)
    {
        lock (_gate)
        {
            return number >= 1 && number <= _issues.Count ? _issues[number - 1] : null;
        }
    }

    public List<Issue> ListIssues(IssueQuery query)
    {
        List<Issue> found;
        lock (_gate)
        {
            found = _issues.FindAll(query.Accepts);
        }

        found.Sort(query.Compare);
        return found;
    }

    public Issue AddIssue(IssueInput input, Account author, DateTimeOffset now, Task answered)
    {
        lock (_gate)
        {
            int number = _issues.Count + 1;
            long issueId = ids.Next();
            Issue issue = new()
            {
                Id = issueId,
                NodeId = GitHub.NodeId.Create("Issue", issueId),
                Number = number,
                ApiPath = $"{ApiPath}/issues/{number}",
                HtmlPath = $"{HtmlPath}/issues/{number}",
                Title = input.Title!,
                Body = input.Body,
                Author = author,
                Labels = ResolveLabels(input.Labels ?? []),
                CreatedAt = now,
                UpdatedAt = now,
            };
            _issues.Add(issue);
            _openIssues++;
            TellIssue("opened", author, answered, issue);
            return issue;
        }
    }

    public Issue? ChangeIssue(int number, IssueInput input, Account actor, DateTimeOffset now, Task answered)
    {
        lock (_gate)
        {
            if (FindIssue(number) is not { } before)
            {
                return null;
            }

            Issue edited = before with
            {
                Title = input.Title ?? before.Title,
                Body = input.HasBody ? input.Body : before.Body,
                Labels = input.Labels is null ? before.Labels : ResolveLabels(input.Labels),
                UpdatedAt = now,
            };
            bool isEdit = edited.Title != before.Title || edited.Body != before.Body;
            bool isTurn = input.Close is { } close && close != before.IsClosed;
            Issue after = isTurn ? Turn(edited, input, actor, now) : edited;
            _issues[number - 1] = after;
            if (isEdit)
            {
                TellIssue("edited", actor, answered, edited, before);
            }

            if (isTurn)
            {
                _openIssues += after.IsClosed ? -1 : 1;
                TellIssue(after.IsClosed ? "closed" : "reopened", actor, answered, after);
            }

            return after;
        }
    }

    public IssueComment? AddComment(int number, string body, Account author, DateTimeOffset now, Task answered)
    {
        lock (_gate)
        {
            if (FindIssue(number) is not { } before)
            {
                return null;
            }

            Issue issue = before with { Comments = before.Comments + 1, UpdatedAt = now };
            IssueComment comment = new(ids.Next(), issue, author, body, now);
            _issues[number - 1] = issue;
            _comments.Add(comment);
            Hooks.Publish(new(
                "issue_comment", "created", this, author, answered, (writer, links) => PayloadJson.WriteComment(writer, this, issue, comment, links)));
            return comment;
        }
    }

    public List<IssueComment> ListComments(int number, DateTimeOffset? since)
    {
        lock (_gate)
        {
            return _comments.FindAll(comment => comment.IssueNumber == number && (since is null || comment.CreatedAt >= since));
        }
    }

    private static Issue Turn(Issue issue, IssueInput input, Account actor, DateTimeOffset now) => input.Close == true
        ? issue with { IsClosed = true, StateReason = input.StateReason ?? "completed", ClosedAt = now, ClosedBy = actor }
        : issue with { IsClosed = false, StateReason = "reopened", ClosedAt = null, ClosedBy = null };

    private void TellIssue(string action, Account actor, Task answered, Issue issue, Issue? before = null) => Hooks.Publish(
        new("issues", action, this, actor, answered, (writer, links) => PayloadJson.WriteIssue(writer, this, issue, before, links)));

    private List<Label> ResolveLabels(IReadOnlyList<string> names)
    {
        List<Label> labels = new(names.Count);
        foreach (string labelName in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!_labels.TryGetValue(labelName, out Label? label))
            {
                label = new(ids.Next(), labelName);
                _labels.Add(labelName, label);
            }

            labels.Add(label);
        }

        return labels;
    }
}
