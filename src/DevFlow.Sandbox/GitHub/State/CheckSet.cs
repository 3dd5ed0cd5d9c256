namespace DevFlow.Sandbox.GitHub;

/// <summary>The checks of a repository's commits.</summary>
internal sealed class CheckSet(Repository repository)
{
    private readonly SortedDictionary<long, CheckSuite> _suites = [];
    private readonly SortedDictionary<long, CheckRun> _runs = [];

    public CheckRun? FindRun(long id)
    {
        lock (repository.Gate)
        {
            return _runs.GetValueOrDefault(id);
        }
    }

    public CheckSuite? FindSuite(long id)
    {
        lock (repository.Gate)
        {
            return _suites.GetValueOrDefault(id);
        }
    }

    public IReadOnlyList<CheckSuite> ListSuites(string sha)
    {
        lock (repository.Gate)
        {
            return [.. _suites.Values.Where(suite => suite.Head.Sha == sha)];
        }
    }

    public IReadOnlyList<CheckRun> ListRuns(Func<CheckRun, bool> match)
    {
        lock (repository.Gate)
        {
            return [.. _runs.Values.Where(match)];
        }
    }

    /// <summary>The suite of an App for a commit, made where there is none yet.</summary>
    public CheckSuite OpenSuite(GitCommit commit, string? branch, CheckApp? app, Act act, out bool isNew)
    {
        lock (repository.Gate)
        {
            CheckSuite? known = _suites.Values.FirstOrDefault(suite => suite.Head.Sha == commit.Sha && suite.App == app);
            isNew = known is null;
            if (known is not null)
            {
                return known;
            }

            CheckSuite suite = new(repository.State.Ids.Next(), commit, branch ?? FindBranch(commit), app, act.At);
            _suites.Add(suite.Id, suite);
            TellSuite("requested", suite, act);
            return suite;
        }
    }

    /// <param name="commit">What is checked.</param>
    /// <param name="branch">Its branch, where that is known.</param>
    /// <param name="app">Who checks.</param>
    /// <param name="create">Makes the run from its number and its suite's.</param>
    /// <param name="act">Who and when.</param>
    public CheckRun Add(GitCommit commit, string? branch, CheckApp? app, Func<long, long, CheckRun> create, Act act)
    {
        lock (repository.Gate)
        {
            CheckSuite suite = OpenSuite(commit, branch, app, act, out _);
            CheckRun run = create(repository.State.Ids.Next(), suite.Id);
            _runs.Add(run.Id, run);
            Tell("created", run, act);
            Settle(run, null, act);
            return run;
        }
    }

    /// <exception cref="GitHubRefusal">There is none of this number.</exception>
    public CheckRun Change(long id, Func<CheckRun, CheckRun> change, Act act)
    {
        lock (repository.Gate)
        {
            CheckRun before = FindRun(id) ?? throw GitHubRefusal.NotFound();
            CheckRun after = _runs[id] = change(before);
            Settle(after, before, act);
            return after;
        }
    }

    private void Settle(CheckRun run, CheckRun? before, Act act)
    {
        if (run.Status == "completed" && before?.Status != "completed")
        {
            Tell("completed", run, act);
        }

        CheckSuite suite = _suites[run.SuiteId];
        List<CheckRun> runs = [.. _runs.Values.Where(other => other.SuiteId == suite.Id)];
        bool isDone = runs.TrueForAll(other => other.Status == "completed");
        CheckSuite settled = _suites[suite.Id] = suite with
        {
            Status = isDone ? "completed" : runs.Exists(other => other.Status != "queued") ? "in_progress" : "queued",
            Conclusion = isDone ? Conclude(runs) : null,
            UpdatedAt = act.At,
        };
        if (isDone && suite.Status != "completed")
        {
            TellSuite("completed", settled, act);
        }
    }

    // The gravest of them.
    private static string Conclude(List<CheckRun> runs)
    {
        ReadOnlySpan<string> gravest = ["failure", "timed_out", "cancelled", "action_required", "stale"];
        foreach (string conclusion in gravest)
        {
            if (runs.Exists(run => run.Conclusion == conclusion))
            {
                return conclusion;
            }
        }

        return runs.Exists(run => run.Conclusion == "success") ? "success" : runs[0].Conclusion ?? "neutral";
    }

    private string? FindBranch(GitCommit commit) => repository.Git.Refs
        .FirstOrDefault(pair => pair.Value == commit && pair.Key.StartsWith(GitStore.Heads, StringComparison.Ordinal)).Key?[GitStore.Heads.Length..];

    private void Tell(string action, CheckRun run, Act act) => repository.Tell(
        "check_run", action, act, (writer, links) => CheckRunJson.WriteTold(writer, repository, run, _suites[run.SuiteId], links));

    private void TellSuite(string action, CheckSuite suite, Act act) => repository.Tell(
        "check_suite", action, act, (writer, links) => CheckSuiteJson.Write(writer, "check_suite"u8, repository, suite, links));
}
