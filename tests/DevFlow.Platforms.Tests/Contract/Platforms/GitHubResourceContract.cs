using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>What GitHub's operations on repositories need: things to read, and a new one for each request that changes or ends it.</summary>
internal sealed class GitHubResourceContract(ContractSandbox sandbox, SandboxServer server)
{
    private const string Repo = "repos/octo-org/hello-world";
    private const string Shop = "repos/octo-org/web-shop";

    // Leaves out what is optional and what the sandbox has nothing for.
    private const JsonNode? Omitted = null;

    private int _number;
    private string _fileSha = "";

    public async Task AddKnownAsync(KnownValues known, CancellationToken cancellationToken)
    {
        string head = await ShaAsync("main", cancellationToken);
        known.Add("username", "octocat");
        known.Add("org", "octo-org");
        known.Add("sha", head);
        known.Add("$.sha", head);
        known.Add("$.head_sha", head);
        AddRepositories(known);
        AddGit(known, await ShaAsync("feature", cancellationToken));
        AddIssues(known);
        AddPulls(known);
        AddChecks(known, head);
        AddReleases(known);
        known.Add("q", "repo:octo-org/hello-world bug");
        known.Add("$.event_type", "rehearsal");
        known.Add("$.client_payload", new JsonObject { ["unit"] = false });
    }

    private void AddRepositories(KnownValues known)
    {
        foreach (string operation in new[] { "POST /user/repos", "POST /orgs/{org}/repos" })
        {
            known.Add("$.name", Unique("repository"), operation);
        }

        known.Add("since", Omitted, "GET /user/repos");
        known.Add("repo", CreateRepositoryAsync, "DELETE /repos/{owner}/{repo}");
        known.Add("repo", CreateRepositoryAsync, "PATCH /repos/{owner}/{repo}");
        known.Add("$.name", Unique("renamed"), "PATCH /repos/{owner}/{repo}");
        known.Add("$.default_branch", "main");
        known.Add("$.archived", false);
        known.Add("$.security_and_analysis", Omitted);
    }

    private void AddGit(KnownValues known, string feature)
    {
        known.Add("branch", "main");
        known.Add("ref", "main");
        known.Add("ref", "heads/feature", "* */git/*");
        known.Add("ref", async cancellation => $"heads/{await CreateBranchAsync(cancellation)}", "DELETE */git/refs/{ref}");
        known.Add("$.ref", Unique("refs/heads/new"), "POST */git/refs");
        known.Add("$.sha", feature, "PATCH */git/refs/{ref}");
        known.Add("$.force", true);
        known.Add("basehead", "main...feature");
        known.Add("author", "octocat");
        known.Add("committer", "octocat");
        known.Add("until", "2030-01-01T00:00:00Z");
        known.Add("sha", "feature", "GET */commits");
        known.Add("path", "README.md");
        known.Add("path", Unique("new"), "PUT */contents/{path}");
        known.Add("path", CreateFileAsync, "DELETE */contents/{path}");
        known.Add("$.sha", Omitted, "PUT */contents/{path}");
        known.Add("$.sha", _ => Task.FromResult<JsonNode?>(_fileSha), "DELETE */contents/{path}");
        known.Add("$.content", "SGVsbG8=");
        known.Add("$.branch", "main");
        known.Add("$.author", new JsonObject { ["name"] = "Mona", ["email"] = "mona@example.com" });
        known.Add("$.committer", new JsonObject { ["name"] = "Mona", ["email"] = "mona@example.com" });
    }

    private void AddIssues(KnownValues known)
    {
        known.Add("$.assignees", new JsonArray("octocat"));
        known.Add("$.assignee", "octocat");
        known.Add("$.milestone", 1);
        known.Add("$.type", Omitted);
        known.Add("$.issue_field_values", Omitted);
        known.Add("$.duplicate_issue_id", Omitted);
        known.Add("milestone", "*");
        known.Add("assignee", "octocat");
        known.Add("creator", "octocat");
        known.Add("mentioned", "octocat");
        known.Add("type", Omitted, "GET */issues");
        known.Add("issue_field_values", Omitted);
        known.Add("comment_id", cancellation => CreateAsync("POST", $"{Repo}/issues/1/comments", new() { ["body"] = "x" }, "id", cancellation));
        known.Add("name", CreateLabelAsync);
        known.Add("name", CarryLabelAsync, "DELETE */issues/{issue_number}/labels/{name}");
        known.Add("$.name", Unique("label"), "POST */labels");
        known.Add("$.new_name", Unique("renamed"));
        known.Add("$.color", "ff0000");
        known.Add("milestone_number", cancellation => CreateAsync("POST", $"{Repo}/milestones", new() { ["title"] = $"m{++_number}" }, "number", cancellation));
        known.Add("$.title", Unique("milestone"), "* */milestones*");
    }

    private void AddPulls(KnownValues known)
    {
        known.Add("pull_number", CreatePullAsync);
        known.Add("pull_number", MergeAsync, "GET */pulls/{pull_number}/merge");
        known.Add("pull_number", FallBehindAsync, "PUT */update-branch");
        known.Add("head", "octo-org:feature", "GET */pulls");
        known.Add("base", "main");
        known.Add("$.head", CreateBranchAsync);
        known.Add("$.title", "A change", "POST */pulls", isNeeded: true);
        known.Add("$.base", "main");
        known.Add("$.head_repo", Omitted);
        known.Add("$.issue", Omitted);
        known.Add("$.sha", Omitted, "PUT */merge");
        known.Add("$.expected_head_sha", Omitted);
        known.Add("$.reviewers", new JsonArray("hubot"));
        known.Add("$.team_reviewers", Omitted);

        // Nobody may approve what he proposed himself, so reviews are of what another did.
        const string reviews = "* */reviews*";
        known.Add("repo", "web-shop", reviews);
        known.Add("pull_number", 2, reviews);
        known.Add("review_id", cancellation => CreateReviewAsync("APPROVE", cancellation));
        known.Add("review_id", cancellation => CreateReviewAsync(null, cancellation), "POST */events");
        known.Add("review_id", cancellation => CreateReviewAsync(null, cancellation), "DELETE */reviews/{review_id}");
        known.Add("$.event", "APPROVE", "POST */reviews");
        known.Add("$.event", "APPROVE", "POST */events");
        known.Add("$.event", "DISMISS", "PUT */dismissals");
        known.Add("$.commit_id", Omitted);
        known.Add("$.comments", Omitted);
    }

    private void AddChecks(KnownValues known, string head)
    {
        known.Add("workflow_id", "ci.yml");
        known.Add("$.ref", "main", "POST */dispatches");
        known.Add("$.inputs", new JsonObject());
        known.Add("run_id", EndRunAsync);
        known.Add("run_id", StartRunAsync, "POST */cancel");
        known.Add("job_id", async cancellation => JsonValue.Create(
            (await sandbox.CallAsync("GET", $"{Repo}/actions/runs/{await EndRunAsync(cancellation)}/jobs", cancellationToken: cancellation)).GetProperty("jobs")[0].GetProperty("id").GetInt64()));
        known.Add("check_run_id", cancellation => FindCheckAsync("check-runs", "check_runs", cancellation));
        known.Add("check_suite_id", cancellation => FindCheckAsync("check-suites", "check_suites", cancellation));
        known.Add("check_suite_id", 1, "GET */actions/*");
        known.Add("app_id", 15_368);
        known.Add("check_name", "build");
        known.Add("actor", "octocat");
        known.Add("event", "push");
        known.Add("created", "2026-01-01");
        known.Add("head_sha", head);
        known.Add("$.status", "completed", "* */check-runs*");
        known.Add("$.conclusion", "success", "* */check-runs*");
        known.Add("$.output", new JsonObject { ["title"] = "Done", ["summary"] = "All is well" });
        known.Add("$.actions", Omitted);
    }

    private void AddReleases(KnownValues known)
    {
        known.Add("release_id", cancellation => CreateAsync("POST", $"{Repo}/releases", new() { ["tag_name"] = $"v{++_number}" }, "id", cancellation));
        known.Add("$.tag_name", Unique("v"));
        known.Add("$.target_commitish", "main");
        known.Add("$.discussion_category_name", Omitted);
        known.Add("repo", "web-shop", "GET */releases/latest");
        known.Add("repo", "web-shop", "GET */releases/tags/{tag}");
        known.Add("tag", "v0.9.0");
    }

    private Func<CancellationToken, Task<JsonNode?>> Unique(string prefix) => _ => Task.FromResult<JsonNode?>(JsonValue.Create($"{prefix}-{++_number}"));

    private async Task<JsonNode?> CreateAsync(string method, string path, JsonObject body, string result, CancellationToken cancellationToken) =>
        JsonNode.Parse((await sandbox.CallAsync(method, path, body.ToJsonString(), cancellationToken)).GetProperty(result).GetRawText());

    private async Task<string> ShaAsync(string branch, CancellationToken cancellationToken) =>
        (await sandbox.CallAsync("GET", $"{Repo}/git/ref/heads/{branch}", cancellationToken: cancellationToken)).GetProperty("object").GetProperty("sha").GetString()!;

    private Task<JsonNode?> CreateRepositoryAsync(CancellationToken cancellationToken) =>
        CreateAsync("POST", "orgs/octo-org/repos", new() { ["name"] = $"made-{++_number}", ["auto_init"] = true }, "name", cancellationToken);

    private async Task<JsonNode?> CreateFileAsync(CancellationToken cancellationToken)
    {
        string path = $"made-{++_number}.txt";
        JsonObject body = new() { ["message"] = "x", ["content"] = "eA==" };
        JsonElement made = await sandbox.CallAsync("PUT", $"{Repo}/contents/{path}", body.ToJsonString(), cancellationToken);
        _fileSha = made.GetProperty("content").GetProperty("sha").GetString()!;
        return path;
    }

    private Task<JsonNode?> CreateLabelAsync(CancellationToken cancellationToken) =>
        CreateAsync("POST", $"{Repo}/labels", new() { ["name"] = $"made-{++_number}" }, "name", cancellationToken);

    private async Task<JsonNode?> CarryLabelAsync(CancellationToken cancellationToken)
    {
        await sandbox.CallAsync("PUT", $"{Repo}/issues/1/labels", """{"labels":["bug"]}""", cancellationToken);
        return "bug";
    }

    // With a commit of its own.
    private async Task<JsonNode?> CreateBranchAsync(CancellationToken cancellationToken)
    {
        string name = $"made-{++_number}";
        JsonObject reference = new() { ["ref"] = "refs/heads/" + name, ["sha"] = await ShaAsync("main", cancellationToken) };
        await sandbox.CallAsync("POST", $"{Repo}/git/refs", reference.ToJsonString(), cancellationToken);
        JsonObject file = new() { ["message"] = "x", ["content"] = "eA==", ["branch"] = name };
        await sandbox.CallAsync("PUT", $"{Repo}/contents/{name}.txt", file.ToJsonString(), cancellationToken);
        return name;
    }

    private async Task<JsonNode?> CreatePullAsync(CancellationToken cancellationToken) => await CreateAsync(
        "POST", $"{Repo}/pulls", new() { ["title"] = "x", ["head"] = await CreateBranchAsync(cancellationToken), ["base"] = "main" }, "number", cancellationToken);

    private async Task<JsonNode?> MergeAsync(CancellationToken cancellationToken)
    {
        JsonNode? number = await CreatePullAsync(cancellationToken);
        await sandbox.CallAsync("PUT", $"{Repo}/pulls/{number}/merge", cancellationToken: cancellationToken);
        return number;
    }

    private async Task<JsonNode?> FallBehindAsync(CancellationToken cancellationToken)
    {
        JsonNode? number = await CreatePullAsync(cancellationToken);
        await CreateFileAsync(cancellationToken);
        return number;
    }

    private async Task<JsonNode?> CreateReviewAsync(string? verdict, CancellationToken cancellationToken)
    {
        const string reviews = $"{Shop}/pulls/2/reviews";
        foreach (JsonElement review in (await sandbox.CallAsync("GET", reviews + "?per_page=100", cancellationToken: cancellationToken)).EnumerateArray())
        {
            if (review.GetProperty("state").GetString() == "PENDING")
            {
                await sandbox.CallAsync("DELETE", $"{reviews}/{review.GetProperty("id").GetInt64()}", cancellationToken: cancellationToken);
            }
        }

        return await CreateAsync("POST", reviews, new() { ["event"] = verdict, ["body"] = "x" }, "id", cancellationToken);
    }

    private Task<JsonNode?> StartRunAsync(CancellationToken cancellationToken) => CreateAsync(
        "POST", $"{Repo}/actions/workflows/ci.yml/dispatches", new() { ["ref"] = "main", ["return_run_details"] = true }, "workflow_run_id", cancellationToken);

    private async Task<JsonNode?> EndRunAsync(CancellationToken cancellationToken) =>
        JsonValue.Create((await server.InvokeAsync("failed-pipeline", JsonElement.Parse("{}"), cancellationToken)).GetProperty("run").GetInt64());

    private async Task<JsonNode?> FindCheckAsync(string path, string list, CancellationToken cancellationToken)
    {
        await EndRunAsync(cancellationToken);
        JsonElement found = await sandbox.CallAsync("GET", $"{Repo}/commits/main/{path}", cancellationToken: cancellationToken);
        return JsonValue.Create(found.GetProperty(list)[0].GetProperty("id").GetInt64());
    }
}
