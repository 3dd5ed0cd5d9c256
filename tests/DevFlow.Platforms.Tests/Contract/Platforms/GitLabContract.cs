using System.Net;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>GitLab's sandbox in the contract tests.</summary>
public sealed class GitLabContract : ContractPlatform
{
    private const string Project = "/api/v4/projects/1";

    private int _created;

    public override string Id => "gitlab";

    public override string DisplayName => "GitLab";

    public override IReadOnlyList<string> DescriptionFiles => ["gitlab.yaml"];

    public override IReadOnlyList<Exchange> Exchanges => GitLabExchanges.All;

    // After the first good request of some the token is gone, and some are for tokens of other kinds; GitLabTokenTests has the others.
    public override bool IsSensible(ApiOperation operation, ContractInput input)
    {
        bool endsToken = operation.Name.EndsWith("/self/rotate", StringComparison.Ordinal) || operation.Name == "DELETE /api/v4/personal_access_tokens/self";
        bool isForOthers = operation.Name is "GET /api/v4/job" or "POST /api/v4/projects/{id}/access_tokens/self/rotate" or "POST /api/v4/groups/{id}/access_tokens/self/rotate";
        return input.Kind == InputKind.NoToken
            || (!isForOthers && (!endsToken || (input.Kind == InputKind.Good && input.Subject == "$")));
    }

    // What is in the path and no id is a choice.
    public override bool IsExpected(ContractInput input, ContractAnswer answer) =>
        input is { Kind: InputKind.UnknownId, Subject: "{trigger}" } ? answer.Status == 400 : base.IsExpected(input, answer);

    protected override async Task SetUpAsync(ContractSandbox sandbox, SandboxServer server, CancellationToken cancellationToken)
    {
        KnownValues known = sandbox.Known;
        known.Add("id", 1);
        known.Add("branch", "feature/login");
        known.Add("branch", token => CreateAsync(sandbox, "repository/branches", n => $$"""{"branch":"b{{n}}","ref":"main"}""", "name", token), "DELETE *");
        known.Add("tag_name", "v1.0.0");
        known.Add("tag_name", token => CreateAsync(sandbox, "repository/tags", n => $$"""{"tag_name":"t{{n}}","ref":"main"}""", "name", token), "DELETE */tags/*");
        known.Add("tag_name", token => CreateAsync(sandbox, "releases", n => $$"""{"tag_name":"r{{n}}","ref":"main"}""", "tag_name", token), "DELETE */releases/*");
        known.Add("sha", "main");
        known.Add("ref", "main");
        known.Add("ref_name", "main");
        known.Add("regex", "^feature");
        known.Add("issue_iid", 1);
        known.Add("issue_iid", token => CreateAsync(sandbox, "issues", n => $$"""{"title":"Issue {{n}}"}""", "iid", token), "DELETE */issues/*");
        known.Add("merge_request_iid", 1);
        foreach (string operation in (string[])["*/merge", "*/approve", "*/unapprove", "DELETE */merge_requests/*"])
        {
            known.Add("merge_request_iid", token => CreateMergeRequestAsync(sandbox, operation == "*/unapprove", token), operation);
        }

        known.Add("pipeline_id", await FirstIdAsync(sandbox, "pipelines", cancellationToken));
        known.Add("pipeline_id", token => CreateAsync(sandbox, "pipeline", _ => """{"ref":"main"}""", "id", token), "DELETE */pipelines/*");
        known.Add("job_id", await FirstIdAsync(sandbox, "jobs?scope=failed", cancellationToken));
        known.Add("job_id", token => CreateJobAsync(sandbox, "manual", token), "POST */play");
        known.Add("job_id", token => CreateJobAsync(sandbox, "build", token), "POST */retry");
        known.Add("job_id", token => CreateJobAsync(sandbox, "build", token), "POST */erase");
        await AddHooksAsync(sandbox, server, cancellationToken);
        known.Add("note_id", token => CreateNoteAsync(sandbox, "issues/1", token), "* */issues/*");
        known.Add("note_id", token => CreateNoteAsync(sandbox, "merge_requests/1", token), "* */merge_requests/*");
        known.Add("id", token => FindTokenAsync(sandbox, token), "* /api/v4/personal_access_tokens/{id}*");
        known.Add("user_code", token => StartDeviceAsync(sandbox, token));
        foreach (string name in (string[])["rotator", "project", "group", "job", "oauth", "oauth-refresh"])
        {
            SecureString secret = server.Credentials.Single(credential => credential.Name == name).Secret;
            known.Add($"{name.Replace('-', '_')}_token", new NetworkCredential("", secret).Password);
        }

        AddFields(known);
        known.Add("$.source_branch", token => CreateAsync(sandbox, "repository/branches", n => $$"""{"branch":"s{{n}}","ref":"main"}""", "name", token));
        known.Add("$.branch", _ => Task.FromResult<JsonNode?>($"c{Interlocked.Increment(ref _created)}"));
        known.Add("$.tag_name", _ => Task.FromResult<JsonNode?>($"v{Interlocked.Increment(ref _created)}"), "POST */repository/tags");
        known.Add("$.tag_name", token => CreateAsync(sandbox, "repository/tags", n => $$"""{"tag_name":"s{{n}}","ref":"main"}""", "name", token), "POST */releases");
    }

    // Not as a bearer, so that /oauth/token/info looks at its parameter.
    protected override ContractSandbox Open(SandboxServer server, Action pause) => new(
        server,
        server.BaseUri,
        headers: new Dictionary<string, string> { ["PRIVATE-TOKEN"] = new NetworkCredential("", server.Token).Password },
        pause: pause);

    private static void AddFields(KnownValues known)
    {
        known.Add("per_page", 1);
        known.Add("page", 2);
        known.Add("labels", "bug");
        known.Add("search", "e");
        known.Add("$.url", "http://127.0.0.1:9/hook");
        known.Add("$.push_events_branch_filter", "feature/*");
        known.Add("$.ref", "main");
        known.Add("$.labels", new JsonArray("bug"));
        known.Add("$.add_labels", new JsonArray("more"));
        known.Add("$.assignee_ids", new JsonArray(1));
        known.Add("$.reviewer_ids", new JsonArray(2));
        known.Add("$.due_date", "2026-04-01");
        known.Add("$.weight", 3);
        known.Add("$.description", "Some text.");
        known.Add("$.target_branch", "main");
        known.Add("$.tag_message", "Signed off.");
        known.Add("$.expires_at", "2026-04-01");
    }

    private async Task<JsonNode?> CreateAsync(
        ContractSandbox sandbox, string place, Func<int, string> body, string name, CancellationToken cancellationToken)
    {
        JsonElement created = await sandbox.CallAsync("POST", $"{Project}/{place}", body(Interlocked.Increment(ref _created)), cancellationToken);
        return JsonNode.Parse(created.GetProperty(name).GetRawText());
    }

    private async Task<JsonNode?> CreateMergeRequestAsync(ContractSandbox sandbox, bool isApproved, CancellationToken cancellationToken)
    {
        JsonNode? branch = await CreateAsync(sandbox, "repository/branches", n => $$"""{"branch":"m{{n}}","ref":"feature/login"}""", "name", cancellationToken);
        JsonNode? iid = await CreateAsync(
            sandbox, "merge_requests", n => $$"""{"title":"Request {{n}}","source_branch":"{{branch}}","target_branch":"main"}""", "iid", cancellationToken);
        if (isApproved)
        {
            await sandbox.CallAsync("POST", $"{Project}/merge_requests/{iid}/approve", cancellationToken: cancellationToken);
        }

        return iid;
    }

    // A canceled build job can be retried and erased; a manual one can be played.
    private async Task<JsonNode?> CreateJobAsync(ContractSandbox sandbox, string kind, CancellationToken cancellationToken)
    {
        JsonNode? pipeline = await CreateAsync(sandbox, "pipeline", _ => """{"ref":"main"}""", "id", cancellationToken);
        if (kind != "manual")
        {
            await sandbox.CallAsync("POST", $"{Project}/pipelines/{pipeline}/cancel", cancellationToken: cancellationToken);
        }

        JsonElement jobs = await sandbox.CallAsync("GET", $"{Project}/pipelines/{pipeline}/jobs", cancellationToken: cancellationToken);
        JsonElement job = jobs.EnumerateArray().First(job => job.GetProperty(kind == "manual" ? "status" : "name").GetString() == kind);
        return job.GetProperty("id").GetInt64();
    }

    private async Task<JsonNode?> CreateNoteAsync(ContractSandbox sandbox, string owner, CancellationToken cancellationToken) =>
        await CreateAsync(sandbox, $"{owner}/notes", n => $$"""{"body":"Note {{n}}"}""", "id", cancellationToken);

    // One that is not the token of the requests themselves.
    private static async Task<JsonNode?> FindTokenAsync(ContractSandbox sandbox, CancellationToken cancellationToken)
    {
        JsonElement tokens = await sandbox.CallAsync("GET", "/api/v4/personal_access_tokens?state=active", cancellationToken: cancellationToken);
        return tokens.EnumerateArray().First(token => token.GetProperty("name").GetString() != "user").GetProperty("id").GetInt64();
    }

    private static async Task<JsonNode?> StartDeviceAsync(ContractSandbox sandbox, CancellationToken cancellationToken)
    {
        JsonElement started = await sandbox.CallAsync("POST", "/oauth/authorize_device", """{"client_id":"devflow-sandbox"}""", cancellationToken);
        return started.GetProperty("user_code").GetString();
    }

    // The sandbox itself is the receiver: it redirects, which is a success for GitLab.
    private static async Task AddHooksAsync(ContractSandbox sandbox, SandboxServer server, CancellationToken cancellationToken)
    {
        string address = $"{server.BaseUri}oauth/authorize?client_id=devflow-confidential&response_type=code";
        JsonNode? told = await CreateHookAsync(sandbox, address, cancellationToken);
        await sandbox.CallAsync("POST", $"{Project}/hooks/{told}/test/push_events", cancellationToken: cancellationToken);
        JsonElement log = await sandbox.CallAsync("GET", $"{Project}/hooks/{told}/events", cancellationToken: cancellationToken);
        sandbox.Known.Add("hook_id", token => CreateHookAsync(sandbox, address, token));
        sandbox.Known.Add("hook_id", told, "* */hooks/{hook_id}/*");
        sandbox.Known.Add("hook_log_id", log[0].GetProperty("id").GetInt64());
        sandbox.Known.Add("trigger", "push_events");
    }

    private static async Task<JsonNode?> CreateHookAsync(ContractSandbox sandbox, string address, CancellationToken cancellationToken)
    {
        string body = $$"""{"url":"{{address}}","push_events":false}""";
        return (await sandbox.CallAsync("POST", $"{Project}/hooks", body, cancellationToken)).GetProperty("id").GetInt64();
    }

    private static async Task<JsonNode?> FirstIdAsync(ContractSandbox sandbox, string place, CancellationToken cancellationToken) =>
        (await sandbox.CallAsync("GET", $"{Project}/{place}", cancellationToken: cancellationToken))[0].GetProperty("id").GetInt64();
}
