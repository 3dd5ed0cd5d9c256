using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>
/// The workflows of a repository and their runs. A run does nothing but pass by: queued, in progress, completed with success,
/// each with its checks and webhooks.
/// </summary>
internal sealed class WorkflowSet(Repository repository)
{
    private static readonly TimeSpan QueueTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(10);

    private readonly List<Workflow> _workflows = [];
    private readonly SortedDictionary<long, WorkflowRun> _runs = [];
    private readonly Dictionary<long, int> _numbers = [];

    public IReadOnlyList<Workflow> List()
    {
        lock (repository.Gate)
        {
            return [.. _workflows];
        }
    }

    /// <param name="name">Its number or the name of its file.</param>
    public Workflow? Find(string name)
    {
        lock (repository.Gate)
        {
            return long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
                ? _workflows.Find(workflow => workflow.Id == id)
                : _workflows.Find(workflow => workflow.FileName == name || workflow.Path == name);
        }
    }

    public Workflow Seed(string name, string path, IReadOnlyList<string> events, IReadOnlyList<string> jobs, DateTimeOffset createdAt)
    {
        lock (repository.Gate)
        {
            Workflow workflow = new(repository.State.Ids.Next(), name, path, events, jobs, createdAt);
            _workflows.Add(workflow);
            return workflow;
        }
    }

    public WorkflowRun? FindRun(long id)
    {
        lock (repository.Gate)
        {
            return _runs.GetValueOrDefault(id);
        }
    }

    /// <summary>The runs there are, newest first.</summary>
    public IReadOnlyList<WorkflowRun> ListRuns(Func<WorkflowRun, bool> match)
    {
        lock (repository.Gate)
        {
            return [.. _runs.Values.Where(match).Reverse()];
        }
    }

    public (WorkflowRun Run, WorkflowJob Job)? FindJob(long id)
    {
        lock (repository.Gate)
        {
            foreach (WorkflowRun run in _runs.Values)
            {
                if (run.Jobs.FirstOrDefault(job => job.Id == id) is { } job)
                {
                    return (run, job);
                }
            }

            return null;
        }
    }

    /// <summary>Starts every workflow that an event starts.</summary>
    public void StartAll(string name, string branch, GitCommit commit, Act act)
    {
        foreach (Workflow workflow in List().Where(workflow => workflow.Events.Contains(name, StringComparer.Ordinal)))
        {
            Start(workflow, name, branch, commit, act);
        }
    }

    /// <summary>Starts a run, which goes on by itself.</summary>
    public WorkflowRun Start(Workflow workflow, string name, string branch, GitCommit commit, Act act)
    {
        lock (repository.Gate)
        {
            WorkflowRun run = Queue(workflow, name, branch, commit, act);
            GoOn(run);
            return run;
        }
    }

    /// <summary>Lets a run come to its end at once.</summary>
    public WorkflowRun Run(Workflow workflow, string name, string branch, GitCommit commit, string conclusion, Act act)
    {
        lock (repository.Gate)
        {
            WorkflowRun run = Queue(workflow, name, branch, commit, act);
            Begin(run.Id, run.Attempt, act);
            return Complete(run.Id, run.Attempt, conclusion, act)!;
        }
    }

    /// <exception cref="GitHubRefusal">It has come to its end.</exception>
    public void Cancel(long id, Act act)
    {
        lock (repository.Gate)
        {
            WorkflowRun run = FindRun(id) ?? throw GitHubRefusal.NotFound();
            if (Complete(id, run.Attempt, "cancelled", act) is null)
            {
                throw new GitHubRefusal(StatusCodes.Status409Conflict, "Cannot cancel a workflow run that is completed.");
            }
        }
    }

    /// <exception cref="GitHubRefusal">It still runs.</exception>
    public void Rerun(long id, Act act)
    {
        lock (repository.Gate)
        {
            WorkflowRun before = FindRun(id) ?? throw GitHubRefusal.NotFound();
            if (before.Status != "completed")
            {
                throw new GitHubRefusal(StatusCodes.Status403Forbidden, "This workflow is already running");
            }

            WorkflowRun run = before with
            {
                Attempt = before.Attempt + 1,
                TriggeringActor = act.By,
                Status = "queued",
                Conclusion = null,
                StartedAt = act.At,
                UpdatedAt = act.At,
            };
            GoOn(AddJobs(run, act));
        }
    }

    private WorkflowRun Queue(Workflow workflow, string name, string branch, GitCommit commit, Act act)
    {
        CheckSuite suite = repository.Checks.OpenSuite(commit, branch, CheckApp.Actions, act, out _);
        int number = _numbers[workflow.Id] = _numbers.GetValueOrDefault(workflow.Id) + 1;
        return AddJobs(
            new(repository.State.Ids.Next(), workflow, number, name, branch, commit, act.By, act.At)
            {
                TriggeringActor = act.By,
                SuiteId = suite.Id,
                StartedAt = act.At,
                UpdatedAt = act.At,
            },
            act);
    }

    private WorkflowRun AddJobs(WorkflowRun run, Act act)
    {
        _runs[run.Id] = run;
        Tell("requested", run, act);
        foreach (string name in run.Workflow.Jobs)
        {
            CheckRun check = repository.Checks.Add(
                run.Head, run.Branch, CheckApp.Actions, (id, suite) => new(id, suite, run.Head.Sha, CheckApp.Actions) { Name = name, StartedAt = act.At }, act);
            WorkflowJob job = new(repository.State.Ids.Next(), name, run.Attempt, check.Id, act.At);
            run = _runs[run.Id] = run with { Jobs = run.Jobs.Add(job) };
            TellJob("queued", run, job, act);
        }

        return run;
    }

    private void GoOn(WorkflowRun run)
    {
        Timers timers = repository.State.Timers;
        timers.Start(QueueTime, () => Begin(run.Id, run.Attempt, Now(run)));
        timers.Start(QueueTime + RunTime, () => Complete(run.Id, run.Attempt, "success", Now(run)));
    }

    private Act Now(WorkflowRun run) => new(run.TriggeringActor, repository.State.Clock.Now, Task.CompletedTask);

    private void Begin(long id, int attempt, Act act)
    {
        lock (repository.Gate)
        {
            if (FindRun(id) is not { Status: "queued" } run || run.Attempt != attempt)
            {
                return;
            }

            WorkflowRun begun = Replace(run with { Status = "in_progress", UpdatedAt = act.At }, job => job with { Status = "in_progress", StartedAt = act.At });
            Tell("in_progress", begun, act);
            foreach (WorkflowJob job in begun.LatestJobs)
            {
                repository.Checks.Change(job.CheckRunId, check => check with { Status = "in_progress" }, act);
                TellJob("in_progress", begun, job, act);
            }
        }
    }

    /// <returns>Null where it had ended before, or was started again.</returns>
    private WorkflowRun? Complete(long id, int attempt, string conclusion, Act act)
    {
        lock (repository.Gate)
        {
            if (FindRun(id) is not { Status: not "completed" } run || run.Attempt != attempt)
            {
                return null;
            }

            WorkflowRun ended = Replace(
                run with { Status = "completed", Conclusion = conclusion, UpdatedAt = act.At },
                job => job with { Status = "completed", Conclusion = conclusion, StartedAt = job.StartedAt ?? act.At, CompletedAt = act.At });
            foreach (WorkflowJob job in ended.LatestJobs)
            {
                repository.Checks.Change(
                    job.CheckRunId,
                    check => check with { Status = "completed", Conclusion = conclusion, CompletedAt = act.At },
                    act);
                TellJob("completed", ended, job, act);
            }

            Tell("completed", ended, act);
            return ended;
        }
    }

    private WorkflowRun Replace(WorkflowRun run, Func<WorkflowJob, WorkflowJob> change) => _runs[run.Id] = run with
    {
        Jobs = [.. run.Jobs.Select(job => job.Attempt == run.Attempt ? change(job) : job)],
    };

    private void Tell(string action, WorkflowRun run, Act act) => repository.Tell("workflow_run", action, act, (writer, links) =>
    {
        RunJson.Write(writer, "workflow_run"u8, repository, run, links);
        WorkflowJson.Write(writer, "workflow"u8, repository, run.Workflow, links);
    });

    private void TellJob(string action, WorkflowRun run, WorkflowJob job, Act act) => repository.Tell(
        "workflow_job", action, act, (writer, links) => JobJson.Write(writer, "workflow_job"u8, repository, run, job, links));
}
