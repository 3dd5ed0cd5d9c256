using System.Collections.Concurrent;
using System.Globalization;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Everything that exists in the sandbox. What is in a project is guarded by the project.</summary>
internal sealed class GitLabState(string origin, SandboxClock clock, Chance chance)
{
    private readonly ConcurrentDictionary<long, Job> _jobs = new();
    private long _lastId = 100;

    public string Origin { get; } = origin;

    public DateTimeOffset Now => clock.Now;

    /// <summary>Fixed once the scenario is read, but for the bots of tokens.</summary>
    public List<User> Users { get; } = [];

    public List<Group> Groups { get; } = [];

    public List<Project> Projects { get; } = [];

    public long NextId() => Interlocked.Increment(ref _lastId);

    public User? FindUser(string? username) => Users.Find(user => user.Username.Equals(username, StringComparison.OrdinalIgnoreCase));

    public User? FindUser(long id) => Users.Find(user => user.Id == id);

    /// <summary>Finds a project by its id or by its path with its group.</summary>
    public Project? FindProject(string idOrPath) =>
        long.TryParse(idOrPath, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? Projects.Find(project => project.Id == id)
            : Projects.Find(project => project.FullPath.Equals(idOrPath, StringComparison.OrdinalIgnoreCase));

    /// <summary>Notes the job a token was made for.</summary>
    public void SetJob(Token<User> token, Job job) => _jobs[token.Id] = job;

    public Job? FindJobOf(Token<User> token) => _jobs.GetValueOrDefault(token.Id);

    /// <summary>The end of a token's life: the midnight before it where days count, else the moment.</summary>
    public DateTimeOffset ToExpiry(TimeSpan life)
    {
        DateTimeOffset end = Now + life;
        return life >= TimeSpan.FromDays(1) ? new(end.UtcDateTime.Date, TimeSpan.Zero) : end;
    }

    /// <summary>Adds a commit to a branch, which it makes where there is none.</summary>
    public Commit AddCommit(Project project, string branch, string message, User author, params IReadOnlyList<string> moreParents)
    {
        IReadOnlyList<string> parents = project.Branches.TryGetValue(branch, out Commit? head) ? [head.Id, .. moreParents] : moreParents;
        Commit commit = new(chance.Hex(40), parents, message, author, Now);
        project.Commits.Add(commit.Id, commit);
        project.Branches[branch] = commit;
        project.LastActivityAt = Now;
        return commit;
    }

    public Issue AddIssue(Project project, string title, User author)
    {
        Issue issue = new(project, NextId(), project.NextIssue(), title, author, Now);
        project.Issues.Add(issue);
        project.LastActivityAt = Now;
        return issue;
    }

    public Note AddNote(Issuable owner, string body, User author, bool isInternal = false)
    {
        Note note = new(NextId(), body, author, Now) { DiscussionId = chance.Hex(40), IsInternal = isInternal };
        owner.Notes.Add(note);
        owner.UpdatedAt = Now;
        owner.Project.LastActivityAt = Now;
        return note;
    }

    /// <summary>Adds a merge request for a branch that exists.</summary>
    public MergeRequest AddMergeRequest(Project project, string title, string source, string target, User author)
    {
        MergeRequest request = new(project, NextId(), project.NextMergeRequest(), title, source, target, project.Branches[source], author, Now);
        project.MergeRequests.Add(request);
        project.LastActivityAt = Now;
        return request;
    }

    /// <summary>Adds a pipeline with the jobs build, test and a manual deploy.</summary>
    public Pipeline AddPipeline(
        Project project, string reference, Commit commit, string source, User user, params IReadOnlyList<(string Key, string Value)> variables)
    {
        Pipeline pipeline = new(project, NextId(), project.NextPipeline(), reference, commit, source, user, Now)
        {
            IsTag = project.Tags.ContainsKey(reference),
            Variables = variables,
        };
        AddJob(pipeline, "build", "build", user).Move(JobStatus.Pending, Now);
        AddJob(pipeline, "test", "test", user);
        AddJob(pipeline, "deploy", "deploy", user, isManual: true).Move(JobStatus.Manual, Now);
        foreach (Job job in pipeline.Jobs)
        {
            job.IsToFail = pipeline.Variables.Contains((Pipeline.FailVariable, job.Name));
        }

        project.Pipelines.Add(pipeline);
        project.LastActivityAt = Now;
        return pipeline;
    }

    /// <summary>Puts a new job in the place of one that has ended; what was skipped because of it gets its turn again.</summary>
    public Job RetryJob(Job job, User user)
    {
        job.IsRetried = true;
        foreach (Job skipped in job.Pipeline.LatestJobs.Where(other => other.Status == JobStatus.Skipped))
        {
            skipped.Move(JobStatus.Created, Now);
        }

        Job next = AddJob(job.Pipeline, job.Name, job.Stage, user);
        next.Move(JobStatus.Pending, Now);
        job.Pipeline.Touch(Now);
        return next;
    }

    private Job AddJob(Pipeline pipeline, string name, string stage, User user, bool isManual = false)
    {
        Job job = new(NextId(), name, stage, pipeline, user, Now) { IsManual = isManual };
        pipeline.Jobs.Add(job);
        return job;
    }
}
