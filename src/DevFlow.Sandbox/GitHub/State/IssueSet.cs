using System.Text.Json;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The issues and pull requests of a repository, numbered together.</summary>
internal sealed class IssueSet(Repository repository)
{
    private readonly List<Issue> _issues = [];
    private int _open;

    public int OpenCount => Volatile.Read(ref _open);

    public Issue? Find(long number)
    {
        lock (repository.Gate)
        {
            return number >= 1 && number <= _issues.Count ? _issues[(int)number - 1] : null;
        }
    }

    public List<Issue> FindAll(Predicate<Issue> match)
    {
        lock (repository.Gate)
        {
            return _issues.FindAll(match);
        }
    }

    public Issue Add(IssueInput input, Act act, PullRequest? pull = null)
    {
        lock (repository.Gate)
        {
            Issue issue = Seed(input with { Labels = [] }, act.By, act.At, pull);
            Tell("opened", issue, act);
            return Change(issue.Number, new() { Labels = input.Labels }, act);
        }
    }

    /// <summary>Adds one without telling anybody: for what the scenario has.</summary>
    public Issue Seed(IssueInput input, Account author, DateTimeOffset at, PullRequest? pull = null)
    {
        lock (repository.Gate)
        {
            int number = _issues.Count + 1;
            long id = repository.State.Ids.Next();
            Issue issue = new()
            {
                Id = id,
                NodeId = NodeId.Create(pull is null ? "Issue" : "PullRequest", id),
                Number = number,
                Title = input.Title!,
                Body = input.Body,
                Author = author,
                Labels = [.. (input.Labels ?? []).Select(name => repository.Labels.Find(name) ?? repository.Labels.Seed(new(name)))],
                Assignees = input.Assignees ?? [],
                Milestone = input.Milestone,
                CreatedAt = at,
                UpdatedAt = at,
                Pull = pull,
            };
            _issues.Add(issue);
            Count(null, issue);
            return input.Close == true ? Store(Turn(issue, input, author, at)) : issue;
        }
    }

    /// <exception cref="GitHubRefusal">There is none of this number.</exception>
    public Issue Change(long number, IssueInput input, Act act)
    {
        lock (repository.Gate)
        {
            Issue before = Find(number) ?? throw GitHubRefusal.NotFound();
            Issue after = Store(before with
            {
                Title = input.Title ?? before.Title,
                Body = input.HasBody ? input.Body : before.Body,
                Labels = input.Labels is null ? before.Labels : repository.Labels.Resolve(input.Labels, act),
                Assignees = input.Assignees ?? before.Assignees,
                Milestone = input.HasMilestone ? input.Milestone : before.Milestone,
                UpdatedAt = act.At,
            });
            TellChange(before, after, act);
            if (input.Close is { } close && close != before.IsClosed)
            {
                after = Store(Turn(after, input, act.By, act.At));
                Tell(after.IsClosed ? "closed" : "reopened", after, act);
            }

            return after;
        }
    }

    public Issue Lock(long number, bool isLocked, string? reason, Act act)
    {
        lock (repository.Gate)
        {
            Issue before = Find(number) ?? throw GitHubRefusal.NotFound();
            Issue after = Store(before with { IsLocked = isLocked, LockReason = reason, UpdatedAt = act.At });
            if (isLocked != before.IsLocked)
            {
                Tell(isLocked ? "locked" : "unlocked", after, act);
            }

            return after;
        }
    }

    /// <summary>Puts another version in the place of an issue; whoever does so tells of it.</summary>
    public Issue Store(Issue after)
    {
        lock (repository.Gate)
        {
            Issue before = _issues[after.Number - 1];
            _issues[after.Number - 1] = after;
            Count(before, after);
            return after;
        }
    }

    /// <summary>Takes a deleted label off all issues.</summary>
    public void Drop(Label label)
    {
        foreach (Issue issue in FindAll(issue => issue.Labels.Contains(label)))
        {
            Store(issue with { Labels = [.. issue.Labels.Where(other => other != label)] });
        }
    }

    /// <summary>Takes all issues out of a deleted milestone.</summary>
    public void Drop(Milestone milestone)
    {
        foreach (Issue issue in FindAll(issue => issue.Milestone == milestone))
        {
            Store(issue with { Milestone = null });
        }
    }

    /// <summary>Tells of an issue, or of a pull request, what the two have in common.</summary>
    public void Tell(string action, Issue issue, Act act, Action<Utf8JsonWriter, Links>? writeMore = null)
    {
        if (issue.Pull is not null)
        {
            repository.Pulls.Tell(action, issue, act, writeMore);
            return;
        }

        repository.Tell("issues", action, act, (writer, links) =>
        {
            IssueJson.Write(writer, "issue"u8, repository, issue, links);
            writeMore?.Invoke(writer, links);
        });
    }

    private static Issue Turn(Issue issue, IssueInput input, Account actor, DateTimeOffset at) => input.Close == true
        ? issue with { IsClosed = true, StateReason = issue.Pull is null ? input.StateReason ?? "completed" : null, ClosedAt = at, ClosedBy = actor }
        : issue with { IsClosed = false, StateReason = issue.Pull is null ? "reopened" : null, ClosedAt = null, ClosedBy = null };

    private void Count(Issue? before, Issue after)
    {
        _open += (after.IsClosed ? 0 : 1) - (before is null or { IsClosed: true } ? 0 : 1);
        before?.Milestone?.Count(before.IsClosed, -1);
        after.Milestone?.Count(after.IsClosed, 1);
    }

    private void TellChange(Issue before, Issue after, Act act)
    {
        if (after.Title != before.Title || after.Body != before.Body)
        {
            Tell("edited", after, act, (writer, _) => ChangesJson.Write(writer, ("title", before.Title, after.Title), ("body", before.Body, after.Body)));
        }

        TellDifference("labeled", "unlabeled", before.Labels, after.Labels, after, act, (writer, links, label) => LabelJson.Write(writer, "label"u8, repository, label, links));
        TellDifference("assigned", "unassigned", before.Assignees, after.Assignees, after, act, (writer, links, account) => AccountJson.Write(writer, "assignee"u8, account, links));
        TellDifference(
            "milestoned", "demilestoned", One(before.Milestone), One(after.Milestone), after, act, (writer, links, milestone) => MilestoneJson.Write(writer, "milestone"u8, repository, milestone, links));
    }

    private void TellDifference<T>(
        string added, string removed, IReadOnlyList<T> before, IReadOnlyList<T> after, Issue issue, Act act, Action<Utf8JsonWriter, Links, T> write)
    {
        foreach (T item in before.Except(after))
        {
            Tell(removed, issue, act, (writer, links) => write(writer, links, item));
        }

        foreach (T item in after.Except(before))
        {
            Tell(added, issue, act, (writer, links) => write(writer, links, item));
        }
    }

    private static IReadOnlyList<Milestone> One(Milestone? milestone) => milestone is null ? [] : [milestone];
}
