using System.Text;

namespace DevFlow.Sandbox.GitLab;

/// <summary>A job of a pipeline. Guarded by its project.</summary>
internal sealed class Job(long id, string name, string stage, Pipeline pipeline, User user, DateTimeOffset createdAt)
{
    private readonly StringBuilder _trace = new();

    public long Id { get; } = id;

    public string Name { get; } = name;

    public string Stage { get; } = stage;

    public Pipeline Pipeline { get; } = pipeline;

    public User User { get; } = user;

    public string Status { get; private set; } = JobStatus.Created;

    public bool IsManual { get; init; }

    /// <summary>Ends as failed, as a real one does that has a mistake in it.</summary>
    public bool IsToFail { get; set; }

    /// <summary>True when a retry took its place.</summary>
    public bool IsRetried { get; set; }

    public string? FailureReason { get; private set; }

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public DateTimeOffset? ErasedAt { get; private set; }

    public string Trace => _trace.ToString();

    public string WebUrl => $"{Pipeline.Project.WebUrl}/-/jobs/{Id}";

    public void Move(string status, DateTimeOffset now)
    {
        Status = status;
        switch (status)
        {
            case JobStatus.Running:
                StartedAt = now;
                _trace.Append("Running with gitlab-runner\n$ run ").Append(Name).Append('\n');
                break;
            case JobStatus.Success:
                FinishedAt = now;
                _trace.Append("Job succeeded\n");
                break;
            case JobStatus.Failed:
                (FinishedAt, FailureReason) = (now, "script_failure");
                _trace.Append("ERROR: Job failed: exit code 1\n");
                break;
            case JobStatus.Canceled:
                FinishedAt = now;
                break;
        }
    }

    public void Erase(DateTimeOffset now)
    {
        ErasedAt = now;
        _trace.Clear();
    }
}
