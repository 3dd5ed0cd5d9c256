using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>What can be made to happen from outside, as if somebody had done it.</summary>
internal sealed class GitLabHappenings(GitLabState state, GitLabEvents events, Runner runner, OAuthServer<User> oauth)
{
    public static readonly IReadOnlyList<SandboxEvent> Events =
    [
        new("push", "branch", "message", "project", "user"),
        new("failed-pipeline", "ref", "job", "project", "user") { Flags = ["gradually"] },
        new("merge-request", "source_branch", "target_branch", "title", "description", "message", "project", "user") { Lists = ["labels"] },
        new("mention", "username", "body", "project", "user") { Numbers = ["issue_iid"] },
        new("approve-device", "user_code", "user"),
        new("deny-device", "user_code", "user"),
    ];

    /// <summary>Makes it happen.</summary>
    /// <returns>What came of it, as the API shows it.</returns>
    /// <exception cref="DevFlowException">A detail names something that is not there.</exception>
    public JsonElement Invoke(string name, Fields data)
    {
        if (name is "approve-device" or "deny-device")
        {
            return AnswerDevice(name == "approve-device", data);
        }

        Project project = data.Text("project") is { } path
            ? state.FindProject(path) ?? throw Missing("project", path)
            : state.Projects[0];
        User user = data.Text("user") is { } username
            ? state.FindUser(username) ?? throw Missing("user", username)
            : state.Users[0];
        lock (project.Gate)
        {
            return name switch
            {
                "push" => Push(project, user, data),
                "failed-pipeline" => FailPipeline(project, user, data),
                "merge-request" => OpenMergeRequest(project, user, data),
                _ => Mention(project, user, data),
            };
        }
    }

    private JsonElement Push(Project project, User user, Fields data)
    {
        string branch = data.Text("branch") ?? project.DefaultBranch;
        Commit? before = project.Branches.GetValueOrDefault(branch);
        Commit after = before is null && data.Text("branch") is not null
            ? Branch(project, branch, user, data)
            : state.AddCommit(project, branch, data.Text("message") ?? "Change something", user);
        foreach (MergeRequest request in project.MergeRequests.Where(request => request.State == Issuable.Opened && request.SourceBranch == branch))
        {
            string old = request.Head.Id;
            request.Head = after;
            request.UpdatedAt = state.Now;
            events.MergeRequestChanged(request, "update", user, [new("last_commit", old, after.Id)], Task.CompletedTask);
        }

        events.Pushed(project, branch, before, after, user, Task.CompletedTask);
        return JsonBuffer.ToElement(writer => RepositoryJson.WriteCommitDetail(writer, project, after));
    }

    private Commit Branch(Project project, string branch, User user, Fields data)
    {
        if (!RefName.IsValid(branch))
        {
            throw Missing("branch", branch);
        }

        project.Branches[branch] = project.Branches[project.DefaultBranch];
        return state.AddCommit(project, branch, data.Text("message") ?? "Change something", user);
    }

    private JsonElement FailPipeline(Project project, User user, Fields data)
    {
        string reference = data.Text("ref") ?? project.DefaultBranch;
        Commit commit = project.Resolve(reference) ?? throw Missing("ref", reference);
        string job = data.Text("job") ?? "test";
        if (job is not ("build" or "test"))
        {
            // The third one, deploy, waits for a person: the pipeline would succeed.
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The pipelines of the gitlab sandbox do not run a job {job}.", "Name build or test.") { Target = job };
        }

        Pipeline pipeline = state.AddPipeline(project, reference, commit, "push", user, (Pipeline.FailVariable, job));
        events.PipelineChanged(pipeline, [], Task.CompletedTask);
        if (data.Flag("gradually") == true)
        {
            runner.Drive(pipeline);
        }
        else
        {
            while (pipeline.Step(state.Now) is { Count: > 0 } changed)
            {
                events.PipelineChanged(pipeline, changed, Task.CompletedTask);
            }
        }

        return JsonBuffer.ToElement(writer => PipelineJson.Write(writer, pipeline));
    }

    private JsonElement OpenMergeRequest(Project project, User user, Fields data)
    {
        string source = data.Text("source_branch") ?? $"feature/{state.NextId()}";
        if (!project.Branches.ContainsKey(source))
        {
            Commit head = Branch(project, source, user, data);
            events.Pushed(project, source, null, head, user, Task.CompletedTask);
        }

        string target = data.Text("target_branch") ?? project.DefaultBranch;
        if (!project.Branches.ContainsKey(target))
        {
            throw Missing("branch", target);
        }

        if (source == target)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The branch {source} cannot be merged into itself.", "Name another source_branch.") { Target = source };
        }

        MergeRequest request = state.AddMergeRequest(project, data.Text("title") ?? "Change something", source, target, user);
        IssuableInput.Apply(data, request, state, state.Now);
        events.MergeRequestChanged(request, "open", user, [], Task.CompletedTask);
        return JsonBuffer.ToElement(writer => MergeRequestJson.Write(writer, request, user));
    }

    private JsonElement Mention(Project project, User user, Fields data)
    {
        Issue issue = data.Number("issue_iid") is { } iid
            ? project.Issues.Find(known => known.Iid == iid) ?? throw Missing("issue", $"{iid}")
            : project.Issues.Count > 0 ? project.Issues[0] : state.AddIssue(project, "Something to talk about", user);
        string body = data.Text("body") ?? $"@{data.Text("username") ?? state.Users[0].Username} please have a look.";
        Note note = state.AddNote(issue, body, user);
        events.NoteChanged(issue, note, "create", Task.CompletedTask);
        return JsonBuffer.ToElement(writer => IssuableJson.WriteNote(writer, issue, note));
    }

    private JsonElement AnswerDevice(bool isApproved, Fields data)
    {
        string code = data.Text("user_code") ?? oauth.Devices.FindOldest()?.UserCode ?? throw new DevFlowException(
                ErrorReason.InvalidArgument, "No device waits for an answer at the gitlab sandbox.", "Start a device flow first.");
        User user = data.Text("user") is { } username ? state.FindUser(username) ?? throw Missing("user", username) : state.Users[0];
        if (!oauth.Devices.Answer(code, isApproved ? user : null))
        {
            throw Missing("device code", code);
        }

        return JsonBuffer.ToElement(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("user_code"u8, code);
            writer.WriteString("user"u8, user.Username);
            writer.WriteBoolean("approved"u8, isApproved);
            writer.WriteEndObject();
        });
    }

    private static DevFlowException Missing(string kind, string name) => new(
        ErrorReason.InvalidArgument, $"The gitlab sandbox has no {kind} {name}.", "Name one that exists, or leave it out for the default.") { Target = name };
}
