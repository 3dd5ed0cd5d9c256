using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The pull requests of a repository; what they have in common with issues is in <see cref="IssueSet"/>.</summary>
internal sealed class PullSet(Repository repository)
{
    private const string Resource = "PullRequest";

    public ReviewSet Reviews { get; } = new(repository);

    public Issue? Find(long number) => repository.Issues.Find(number) is { Pull: not null } issue ? issue : null;

    public Issue Get(long number) => Find(number) ?? throw GitHubRefusal.NotFound();

    /// <param name="title">The title.</param>
    /// <param name="body">The text.</param>
    /// <param name="head">The branch to merge, alone or as <c>owner:branch</c>.</param>
    /// <param name="baseRef">The branch to merge into.</param>
    /// <param name="isDraft">Not to be merged yet.</param>
    /// <param name="canModify">Maintainers may push to the head.</param>
    /// <param name="act">Who and when.</param>
    /// <exception cref="GitHubRefusal">A branch is not there, or there is nothing to merge, or it is proposed already.</exception>
    public Issue Open(string title, string? body, string head, string baseRef, bool isDraft, bool canModify, Act act)
    {
        lock (repository.Gate)
        {
            string prefix = repository.Owner.Login + ":";
            string headRef = head.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? head[prefix.Length..] : head;
            GitCommit headCommit = FindBranch(headRef, "head");
            GitCommit baseCommit = FindBranch(baseRef, "base");
            if (headCommit.Without(baseCommit).Count == 0)
            {
                throw Refuse($"No commits between {baseRef} and {headRef}");
            }

            if (FindOpen(headRef, baseRef) is not null)
            {
                throw Refuse($"A pull request already exists for {prefix}{headRef}.");
            }

            PullRequest pull = new()
            {
                HeadRef = headRef,
                Head = headCommit,
                BaseRef = baseRef,
                Base = baseCommit,
                IsDraft = isDraft,
                MaintainerCanModify = canModify,
            };
            Issue issue = repository.Issues.Add(new() { Title = title, Body = body, HasBody = true }, act, pull);
            repository.Workflows.StartAll("pull_request", headRef, headCommit, act);
            return issue;
        }
    }

    public Issue Change(long number, IssueInput input, string? baseRef, bool? canModify, Act act)
    {
        lock (repository.Gate)
        {
            Issue before = Get(number);
            PullRequest pull = before.Pull!;
            if (input.Close == false && pull.MergedAt is not null)
            {
                throw GitHubRefusal.Invalid(new FieldError(Resource, "custom", "state", "state cannot be changed. The pull request cannot be reopened."));
            }

            PullRequest changed = pull with
            {
                BaseRef = baseRef ?? pull.BaseRef,
                Base = baseRef is null || baseRef == pull.BaseRef ? pull.Base : FindBranch(baseRef, "base"),
                MaintainerCanModify = canModify ?? pull.MaintainerCanModify,
            };
            Issue after = repository.Issues.Store(before with { Pull = changed });
            if (changed.BaseRef != pull.BaseRef)
            {
                Tell("edited", after, act, (writer, _) => ChangesJson.WriteBase(writer, pull));
            }

            return repository.Issues.Change(number, input, act);
        }
    }

    /// <summary>Whether it could be merged now; null where nobody asks any more.</summary>
    public bool? IsMergeable(Issue issue) =>
        issue.IsClosed || repository.Git.FindBranch(issue.Pull!.BaseRef) is not { } target ? null : Combine(target, issue.Pull.Head) is not null;

    /// <returns>The SHA the base now shows.</returns>
    /// <exception cref="GitHubRefusal">405 where it cannot be merged, 409 where its head is not the one expected.</exception>
    public string Merge(long number, string method, string? title, string? message, string? expectedHead, Act act)
    {
        lock (repository.Gate)
        {
            Issue issue = Get(number);
            PullRequest pull = issue.Pull!;
            RefuseMethod(method);
            if (expectedHead is not null && expectedHead != pull.Head.Sha)
            {
                throw new GitHubRefusal(StatusCodes.Status409Conflict, "Head branch was modified. Review and try the merge again.");
            }

            if (pull.IsDraft)
            {
                throw new GitHubRefusal(StatusCodes.Status405MethodNotAllowed, "Pull Request is still a draft");
            }

            if (issue.IsClosed || repository.Git.FindBranch(pull.BaseRef) is not { } target || Combine(target, pull.Head) is not { } tree)
            {
                throw new GitHubRefusal(StatusCodes.Status405MethodNotAllowed, "Pull Request is not mergeable");
            }

            GitCommit merged = method switch
            {
                "squash" => Make(tree, [target], title ?? $"{issue.Title} (#{issue.Number})", message, act),
                "rebase" => Rebase(target, pull.Head, act),
                _ => Make(tree, [target, pull.Head], title ?? $"Merge pull request #{issue.Number} from {repository.Owner.Login}/{pull.HeadRef}", message ?? issue.Title, act),
            };
            Close(issue, merged.Sha, act);
            repository.Git.Advance(pull.BaseRef, merged, act);
            Tell("closed", repository.Issues.Find(number)!, act);
            if (repository.Fields.DeleteBranchOnMerge && repository.Git.FindBranch(pull.HeadRef) is not null)
            {
                repository.Git.DeleteRef(GitStore.Heads + pull.HeadRef, act);
            }

            return merged.Sha;
        }
    }

    /// <summary>Merges the base into the head.</summary>
    public void UpdateBranch(long number, string? expectedHead, Act act)
    {
        lock (repository.Gate)
        {
            PullRequest pull = Get(number).Pull!;
            if (expectedHead is not null && expectedHead != pull.Head.Sha)
            {
                throw GitHubRefusal.Unprocessable($"expected head sha didn’t match current head ref.");
            }

            GitCommit target = FindBranch(pull.BaseRef, "base");
            if (target.Without(pull.Head).Count == 0)
            {
                throw GitHubRefusal.Unprocessable("There are no new commits on the base branch.");
            }

            GitTree tree = Combine(pull.Head, target) ?? throw GitHubRefusal.Unprocessable("merge conflict between base and head");
            repository.Git.Advance(
                pull.HeadRef, Make(tree, [pull.Head, target], $"Merge branch '{pull.BaseRef}' into {pull.HeadRef}", null, act), act);
        }
    }

    public Issue SetReviewers(long number, IReadOnlyList<Account> reviewers, Act act)
    {
        lock (repository.Gate)
        {
            Issue before = Get(number);
            IReadOnlyList<Account> known = before.Pull!.Reviewers;
            Issue after = repository.Issues.Store(before with { Pull = before.Pull with { Reviewers = reviewers }, UpdatedAt = act.At });
            foreach (Account reviewer in known.Except(reviewers))
            {
                Tell("review_request_removed", after, act, (writer, links) => AccountJson.Write(writer, "requested_reviewer"u8, reviewer, links));
            }

            foreach (Account reviewer in reviewers.Except(known))
            {
                Tell("review_requested", after, act, (writer, links) => AccountJson.Write(writer, "requested_reviewer"u8, reviewer, links));
            }

            return after;
        }
    }

    /// <summary>Follows a branch that moved or is gone.</summary>
    public void AfterMove(string branch, GitCommit? before, GitCommit? after, Act act)
    {
        foreach (Issue issue in repository.Issues.FindAll(issue => issue is { IsClosed: false, Pull: not null }))
        {
            PullRequest pull = issue.Pull!;
            if (after is null && (pull.HeadRef == branch || pull.BaseRef == branch))
            {
                repository.Issues.Change(issue.Number, new() { Close = true }, act);
            }
            else if (after is not null && pull.HeadRef == branch)
            {
                Follow(issue, pull, before, after, act);
            }
            else if (after is not null && pull.BaseRef == branch && pull.Head.Without(after).Count == 0)
            {
                Tell("closed", Close(issue, after.Sha, act), act);
            }
        }
    }

    public void Tell(string action, Issue issue, Act act, Action<Utf8JsonWriter, Links>? writeMore = null) =>
        repository.Tell("pull_request", action, act, (writer, links) =>
        {
            writer.WriteNumber("number"u8, issue.Number);
            PullJson.Write(writer, "pull_request"u8, repository, issue, links);
            writeMore?.Invoke(writer, links);
        });

    private void Follow(Issue issue, PullRequest pull, GitCommit? before, GitCommit after, Act act)
    {
        GitCommit target = repository.Git.FindBranch(pull.BaseRef) ?? pull.Base;
        Issue moved = repository.Issues.Store(issue with { Pull = pull with { Head = after, Base = target }, UpdatedAt = act.At });
        Tell("synchronize", moved, act, (writer, _) =>
        {
            writer.WriteString("before"u8, GitStore.ShaOf(before));
            writer.WriteString("after"u8, after.Sha);
        });
        repository.Workflows.StartAll("pull_request", pull.HeadRef, after, act);
    }

    private Issue Close(Issue issue, string mergeSha, Act act) => repository.Issues.Store(issue with
    {
        IsClosed = true,
        ClosedAt = act.At,
        ClosedBy = act.By,
        UpdatedAt = act.At,
        Pull = issue.Pull! with { MergedAt = act.At, MergedBy = act.By, MergeSha = mergeSha },
    });

    private Issue? FindOpen(string head, string baseRef) => repository.Issues.FindAll(
        issue => issue is { IsClosed: false, Pull: { } pull } && pull.HeadRef == head && pull.BaseRef == baseRef).FirstOrDefault();

    private GitCommit FindBranch(string name, string field) =>
        repository.Git.FindBranch(name) ?? throw GitHubRefusal.Invalid(new FieldError(Resource, "invalid", field));

    private static GitTree? Combine(GitCommit ours, GitCommit theirs) =>
        GitTree.Merge(ours.MergeBase(theirs)?.Tree ?? GitTree.Empty, ours.Tree, theirs.Tree);

    private static GitCommit Make(GitTree tree, IReadOnlyList<GitCommit> parents, string title, string? message, Act act)
    {
        GitPerson person = GitPerson.Of(act.By, act.At);
        return new(tree, parents, person, person, string.IsNullOrEmpty(message) ? title : $"{title}\n\n{message}");
    }

    private static GitCommit Rebase(GitCommit target, GitCommit head, Act act)
    {
        GitCommit top = target;
        foreach (GitCommit commit in head.Without(target).Reverse().Where(commit => commit.Parents.Count < 2))
        {
            GitTree origin = commit.Parents.Count > 0 ? commit.Parents[0].Tree : GitTree.Empty;
            GitTree tree = GitTree.Merge(origin, top.Tree, commit.Tree)
                ?? throw new GitHubRefusal(StatusCodes.Status405MethodNotAllowed, "This branch can't be rebased");
            top = new(tree, [top], commit.Author, GitPerson.Of(act.By, act.At), commit.Message);
        }

        return top;
    }

    private void RefuseMethod(string method)
    {
        RepositoryFields fields = repository.Fields;
        (bool isAllowed, string name) = method switch
        {
            "squash" => (fields.AllowSquashMerge, "Squash merges are"),
            "rebase" => (fields.AllowRebaseMerge, "Rebase merges are"),
            _ => (fields.AllowMergeCommit, "Merge commits are"),
        };
        if (!isAllowed)
        {
            throw new GitHubRefusal(StatusCodes.Status405MethodNotAllowed, $"{name} not allowed on this repository.");
        }
    }

    private static GitHubRefusal Refuse(string message) => GitHubRefusal.Invalid(new FieldError(Resource, "custom", null, message));
}
