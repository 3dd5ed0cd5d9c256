namespace DevFlow.Sandbox.GitLab;

/// <summary>A pipeline: jobs in stages, of which one stage runs at a time. Guarded by its project.</summary>
internal sealed class Pipeline(Project project, long id, int iid, string reference, Commit commit, string source, User user, DateTimeOffset createdAt)
{
    /// <summary>A variable that names the job to fail, so that failures can be rehearsed.</summary>
    public const string FailVariable = "DEVFLOW_FAIL";

    public static readonly IReadOnlyList<string> Stages = ["build", "test", "deploy"];

    public Project Project { get; } = project;

    public long Id { get; } = id;

    public int Iid { get; } = iid;

    public string Ref { get; } = reference;

    public bool IsTag { get; init; }

    public Commit Commit { get; } = commit;

    public string Source { get; } = source;

    public User User { get; } = user;

    public List<Job> Jobs { get; } = [];

    public IReadOnlyList<(string Key, string Value)> Variables { get; init; } = [];

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; private set; } = createdAt;

    /// <summary>True while the runner steps through it.</summary>
    public bool IsDriven { get; set; }

    public IEnumerable<Job> LatestJobs => Jobs.Where(job => !job.IsRetried);

    public DateTimeOffset? StartedAt => LatestJobs.Min(job => job.StartedAt);

    public DateTimeOffset? FinishedAt => JobStatus.IsFinished(Status) ? LatestJobs.Max(job => job.FinishedAt) : null;

    public string WebUrl => $"{Project.WebUrl}/-/pipelines/{Id}";

    public string Status
    {
        get
        {
            List<Job> automatic = [.. LatestJobs.Where(job => !job.IsManual || job.Status != JobStatus.Manual)];
            return automatic.Exists(job => job.Status == JobStatus.Running) ? JobStatus.Running
                : automatic.Exists(job => JobStatus.IsActive(job.Status)) ? automatic.Exists(job => job.StartedAt is not null) ? JobStatus.Running : JobStatus.Pending
                : automatic.Exists(job => job.Status == JobStatus.Failed) ? JobStatus.Failed
                : automatic.Exists(job => job.Status == JobStatus.Canceled) ? JobStatus.Canceled
                : JobStatus.Success;
        }
    }

    /// <summary>Does the next thing a runner would do.</summary>
    /// <returns>The jobs that changed; none where there is nothing left to do.</returns>
    public IReadOnlyList<Job> Step(DateTimeOffset now)
    {
        Job[] running = [.. LatestJobs.Where(job => job.Status == JobStatus.Running)];
        if (running.Length > 0)
        {
            return Move(running, job => job.IsToFail ? JobStatus.Failed : JobStatus.Success, now);
        }

        foreach (string stage in Stages)
        {
            Job[] waiting = [.. LatestJobs.Where(job => job.Stage == stage && JobStatus.IsActive(job.Status))];
            if (waiting.Length > 0)
            {
                bool isBlocked = LatestJobs.Any(job =>
                    IsBefore(job.Stage, stage) && job.Status is JobStatus.Failed or JobStatus.Canceled);
                return Move(waiting, _ => isBlocked ? JobStatus.Skipped : JobStatus.Running, now);
            }
        }

        return [];
    }

    public IReadOnlyList<Job> Cancel(DateTimeOffset now) =>
        Move([.. LatestJobs.Where(job => JobStatus.IsActive(job.Status))], _ => JobStatus.Canceled, now);

    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    private static bool IsBefore(string one, string other) =>
        one != other && Stages.First(stage => stage == one || stage == other) == one;

    private Job[] Move(Job[] jobs, Func<Job, string> next, DateTimeOffset now)
    {
        foreach (Job job in jobs)
        {
            job.Move(next(job), now);
        }

        UpdatedAt = jobs.Length > 0 ? now : UpdatedAt;
        return jobs;
    }
}
