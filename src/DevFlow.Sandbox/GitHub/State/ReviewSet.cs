namespace DevFlow.Sandbox.GitHub;

/// <summary>The reviews of a repository's pull requests.</summary>
internal sealed class ReviewSet(Repository repository)
{
    private readonly SortedDictionary<long, PullReview> _reviews = [];

    public IReadOnlyList<PullReview> List(int pullNumber)
    {
        lock (repository.Gate)
        {
            return [.. _reviews.Values.Where(review => review.PullNumber == pullNumber)];
        }
    }

    public PullReview? Find(long pullNumber, long id)
    {
        lock (repository.Gate)
        {
            return _reviews.TryGetValue(id, out PullReview? review) && review.PullNumber == pullNumber ? review : null;
        }
    }

    /// <param name="pullNumber">The pull request.</param>
    /// <param name="verdict"><c>APPROVE</c>, <c>REQUEST_CHANGES</c> or <c>COMMENT</c>; null leaves it pending.</param>
    /// <param name="body">The text.</param>
    /// <param name="commitSha">The commit looked at; null for the newest.</param>
    /// <param name="act">Who and when.</param>
    public PullReview Add(long pullNumber, string? verdict, string? body, string? commitSha, Act act)
    {
        lock (repository.Gate)
        {
            Issue issue = repository.Pulls.Get(pullNumber);
            if (verdict is null && _reviews.Values.Any(review => review.PullNumber == issue.Number && review.Author == act.By && review.State == PullReview.Pending))
            {
                throw GitHubRefusal.Simple("User can only have one pending review per pull request");
            }

            Check(issue, verdict, body, act);
            PullReview review = new(repository.State.Ids.Next(), issue.Number, act.By, commitSha ?? issue.Pull!.Head.Sha) { Body = body ?? "" };
            return verdict is null ? Keep(review) : Submit(issue, review, verdict, act);
        }
    }

    public PullReview Submit(long pullNumber, long id, string verdict, string? body, Act act)
    {
        lock (repository.Gate)
        {
            PullReview review = Get(pullNumber, id);
            Issue issue = repository.Pulls.Get(pullNumber);
            if (review.State != PullReview.Pending)
            {
                throw GitHubRefusal.Simple("Could not submit a review that was submitted before.");
            }

            Check(issue, verdict, body ?? review.Body, act);
            return Submit(issue, review with { Body = body ?? review.Body }, verdict, act);
        }
    }

    public PullReview Change(long pullNumber, long id, string body, Act act)
    {
        lock (repository.Gate)
        {
            PullReview before = Get(pullNumber, id);
            PullReview after = Keep(before with { Body = body });
            if (after.State != PullReview.Pending)
            {
                Tell("edited", after, act, before);
            }

            return after;
        }
    }

    public PullReview Dismiss(long pullNumber, long id, Act act)
    {
        lock (repository.Gate)
        {
            PullReview review = Get(pullNumber, id);
            if (review.State is not ("APPROVED" or "CHANGES_REQUESTED"))
            {
                throw GitHubRefusal.Simple("Can not dismiss a commented pull request review");
            }

            PullReview dismissed = Keep(review with { State = "DISMISSED" });
            Tell("dismissed", dismissed, act);
            return dismissed;
        }
    }

    /// <summary>Takes back a review that nobody has seen yet.</summary>
    public PullReview Remove(long pullNumber, long id)
    {
        lock (repository.Gate)
        {
            PullReview review = Get(pullNumber, id);
            if (review.State != PullReview.Pending)
            {
                throw GitHubRefusal.Simple("Can not delete a non-pending pull request review");
            }

            _reviews.Remove(id);
            return review;
        }
    }

    private PullReview Get(long pullNumber, long id) => Find(pullNumber, id) ?? throw GitHubRefusal.NotFound();

    private PullReview Submit(Issue issue, PullReview review, string verdict, Act act)
    {
        PullReview submitted = Keep(review with
        {
            State = verdict switch { "APPROVE" => "APPROVED", "REQUEST_CHANGES" => "CHANGES_REQUESTED", _ => "COMMENTED" },
            SubmittedAt = act.At,
        });
        repository.Issues.Store(issue with
        {
            UpdatedAt = act.At,
            Pull = issue.Pull! with { Reviewers = [.. issue.Pull.Reviewers.Where(reviewer => reviewer != review.Author)] },
        });
        Tell("submitted", submitted, act);
        return submitted;
    }

    private static void Check(Issue issue, string? verdict, string? body, Act act)
    {
        if (verdict is "APPROVE" or "REQUEST_CHANGES" && issue.Author == act.By)
        {
            throw GitHubRefusal.Simple(verdict == "APPROVE" ? "Can not approve your own pull request" : "Can not request changes on your own pull request");
        }

        if (verdict is "REQUEST_CHANGES" or "COMMENT" && string.IsNullOrWhiteSpace(body))
        {
            throw GitHubRefusal.Simple("Body can't be blank");
        }
    }

    private PullReview Keep(PullReview review) => _reviews[review.Id] = review;

    private void Tell(string action, PullReview review, Act act, PullReview? before = null)
    {
        Issue issue = repository.Pulls.Get(review.PullNumber);
        repository.Tell("pull_request_review", action, act, (writer, links) =>
        {
            ReviewJson.WriteTold(writer, repository, issue, review, links);
            PullJson.WriteSimple(writer, "pull_request"u8, repository, issue, links);
            if (before is not null)
            {
                ChangesJson.Write(writer, ("body", before.Body, review.Body));
            }
        });
    }
}
