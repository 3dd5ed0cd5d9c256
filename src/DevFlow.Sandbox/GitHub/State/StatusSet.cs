using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The statuses of a repository's commits.</summary>
internal sealed class StatusSet(Repository repository)
{
    private const int MaxPerContext = 1000;

    private readonly Dictionary<string, List<CommitStatus>> _statuses = new(StringComparer.Ordinal);

    /// <summary>All of a commit, newest first.</summary>
    public IReadOnlyList<CommitStatus> List(GitCommit commit)
    {
        lock (repository.Gate)
        {
            return _statuses.TryGetValue(commit.Sha, out List<CommitStatus>? found) ? [.. Enumerable.Reverse(found)] : [];
        }
    }

    /// <summary>The newest of each context.</summary>
    public IReadOnlyList<CommitStatus> ListLatest(GitCommit commit) => [.. List(commit).DistinctBy(status => status.Context, StringComparer.OrdinalIgnoreCase)];

    /// <summary>What all contexts come to: <c>failure</c>, <c>pending</c>, also where there are none, or <c>success</c>.</summary>
    public static string Combine(IReadOnlyList<CommitStatus> latest)
    {
        if (latest.Any(status => status.State is "failure" or "error"))
        {
            return "failure";
        }

        return latest.Count == 0 || latest.Any(status => status.State == "pending") ? "pending" : "success";
    }

    /// <exception cref="GitHubRefusal">The context has as many as GitHub allows.</exception>
    public CommitStatus Add(GitCommit commit, string state, string? targetUrl, string? description, string context, Act act)
    {
        lock (repository.Gate)
        {
            List<CommitStatus> statuses = _statuses.TryGetValue(commit.Sha, out List<CommitStatus>? known) ? known : _statuses[commit.Sha] = [];
            if (statuses.Count(status => status.Context == context) >= MaxPerContext)
            {
                throw new GitHubRefusal(
                    StatusCodes.Status422UnprocessableEntity, "Validation Failed", new FieldError("Status", "custom", null, "This SHA and context has reached the maximum number of statuses."));
            }

            CommitStatus status = new(repository.State.Ids.Next(), commit.Sha, state, targetUrl, description, context, act.By, act.At);
            statuses.Add(status);
            repository.Tell("status", null, act, (writer, links) => StatusJson.WriteTold(writer, repository, commit, status, links));
            return status;
        }
    }
}
