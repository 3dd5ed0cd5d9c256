namespace DevFlow.Sandbox.GitHub;

/// <summary>The comments on a repository's issues.</summary>
internal sealed class CommentSet(Repository repository)
{
    private readonly SortedDictionary<long, IssueComment> _comments = [];

    public IssueComment? Find(long id)
    {
        lock (repository.Gate)
        {
            return _comments.GetValueOrDefault(id);
        }
    }

    /// <param name="number">The issue; null for those of all issues.</param>
    /// <param name="since">Only those changed at or after this moment.</param>
    public IReadOnlyList<IssueComment> List(int? number, DateTimeOffset? since)
    {
        lock (repository.Gate)
        {
            return
            [
                .. _comments.Values.Where(comment =>
                    (number is null || comment.IssueNumber == number) && (since is null || comment.UpdatedAt >= since)),
            ];
        }
    }

    /// <exception cref="GitHubRefusal">There is no such issue, or it is locked for who comments.</exception>
    public IssueComment Add(long number, string body, Act act)
    {
        lock (repository.Gate)
        {
            Issue before = repository.Issues.Find(number) ?? throw GitHubRefusal.NotFound();
            if (before.IsLocked && repository.RoleOf(act.By) < RepositoryRole.Triage)
            {
                throw new GitHubRefusal(403, "Unable to create comment because issue is locked.");
            }

            IssueComment comment = new(repository.State.Ids.Next(), before.Number, act.By, body, act.At, act.At);
            _comments.Add(comment.Id, comment);
            Tell("created", comment, repository.Issues.Store(before with { Comments = before.Comments + 1, UpdatedAt = act.At }), act);
            return comment;
        }
    }

    public IssueComment Change(long id, string body, Act act)
    {
        lock (repository.Gate)
        {
            IssueComment before = Find(id) ?? throw GitHubRefusal.NotFound();
            IssueComment after = before with { Body = body, UpdatedAt = act.At };
            _comments[id] = after;
            Tell("edited", after, repository.Issues.Find(after.IssueNumber)!, act, before);
            return after;
        }
    }

    public void Remove(long id, Act act)
    {
        lock (repository.Gate)
        {
            if (!_comments.Remove(id, out IssueComment? comment))
            {
                throw GitHubRefusal.NotFound();
            }

            Issue issue = repository.Issues.Find(comment.IssueNumber)!;
            Tell("deleted", comment, repository.Issues.Store(issue with { Comments = issue.Comments - 1, UpdatedAt = act.At }), act);
        }
    }

    private void Tell(string action, IssueComment comment, Issue issue, Act act, IssueComment? before = null) =>
        repository.Tell("issue_comment", action, act, (writer, links) =>
        {
            IssueJson.Write(writer, "issue"u8, repository, issue, links);
            CommentJson.Write(writer, "comment"u8, repository, comment, links);
            if (before is not null)
            {
                ChangesJson.Write(writer, ("body", before.Body, comment.Body));
            }
        });
}
