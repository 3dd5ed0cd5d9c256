using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitLab;

public sealed class GitLabWebhookTests
{
    private const string AllFlags =
        "\"tag_push_events\":true,\"issues_events\":true,\"confidential_issues_events\":true,\"note_events\":true,\"confidential_note_events\":true,"
        + "\"merge_requests_events\":true,\"pipeline_events\":true,\"job_events\":true,\"releases_events\":true";

    public static TheoryData<string, string, string?, string, string?> Changes => new()
    {
        { "POST", "repository/branches", """{"branch":"new","ref":"main"}""", "Push Hook", null },
        { "DELETE", "repository/branches/feature%2Fbroken", null, "Push Hook", null },
        { "POST", "repository/tags", """{"tag_name":"v2","ref":"main"}""", "Tag Push Hook", null },
        { "DELETE", "repository/tags/v1.0.0", null, "Tag Push Hook", null },
        { "POST", "releases", """{"tag_name":"v1.1.0","ref":"main"}""", "Tag Push Hook", null },
        { "PUT", "releases/v1.0.0", """{"name":"One"}""", "Release Hook", "update" },
        { "DELETE", "releases/v1.0.0", null, "Release Hook", "delete" },
        { "POST", "issues", """{"title":"x"}""", "Issue Hook", "open" },
        { "POST", "issues", """{"title":"x","confidential":true}""", "Confidential Issue Hook", "open" },
        { "PUT", "issues/1", """{"title":"y"}""", "Issue Hook", "update" },
        { "PUT", "issues/1", """{"state_event":"close"}""", "Issue Hook", "close" },
        { "POST", "issues/1/notes", """{"body":"x"}""", "Note Hook", "create" },
        { "POST", "issues/1/notes", """{"body":"x","internal":true}""", "Confidential Note Hook", "create" },
        { "POST", "merge_requests/1/notes", """{"body":"x"}""", "Note Hook", "create" },
        { "POST", "merge_requests", """{"title":"x","source_branch":"feature/login","target_branch":"feature/broken"}""", "Merge Request Hook", "open" },
        { "PUT", "merge_requests/1", """{"state_event":"close"}""", "Merge Request Hook", "close" },
        { "POST", "merge_requests/1/approve", "{}", "Merge Request Hook", "approved" },
        { "PUT", "merge_requests/1/merge", "{}", "Push Hook", null },
        { "POST", "pipeline", """{"ref":"main"}""", "Pipeline Hook", null },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Every_change_is_told(string method, string path, string? body, string header, string? action)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        await AddHookAsync(sandbox, receiver, AllFlags);

        await sandbox.CallAsync(method, path, body);
        Delivery delivery = await receiver.NextAsync();

        Assert.Equal(header, delivery.Headers["X-Gitlab-Event"]);
        JsonElement attributes = delivery.Json.TryGetProperty("object_attributes", out JsonElement inner) ? inner : delivery.Json;
        Assert.Equal(action, attributes.TryGetProperty("action", out JsonElement told) ? told.GetString() : null);
        Assert.Equal("devflow/hello-world", delivery.Json.GetProperty("project").GetProperty("path_with_namespace").GetString());
    }

    [Fact]
    public async Task A_delivery_carries_the_documented_headers_and_the_signature_of_Standard_Webhooks()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        JsonElement hook = await AddHookAsync(
            sandbox, receiver, AllFlags + $",\"token\":\"in clear\",\"signing_token\":\"whsec_{Convert.ToBase64String(key)}\",\"custom_headers\":[{{\"key\":\"X-Mine\",\"value\":\"1\"}}]");

        await sandbox.CallAsync("POST", "issues", """{"title":"x"}""");
        Delivery delivery = await receiver.NextAsync();

        IReadOnlyDictionary<string, string> headers = delivery.Headers;
        string signed = $"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{Encoding.UTF8.GetString(delivery.Body)}";
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed))), headers["webhook-signature"]);
        Assert.Equal(sandbox.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), headers["webhook-timestamp"]);
        Assert.Equal(headers["Idempotency-Key"], headers["webhook-id"]);
        Assert.Equal(("in clear", "1", "application/json"), (headers["X-Gitlab-Token"], headers["X-Mine"], headers["Content-Type"]));
        Assert.Equal(sandbox.Server.BaseUri.ToString().TrimEnd('/'), headers["X-Gitlab-Instance"]);
        Assert.StartsWith("GitLab/", headers["User-Agent"]);
        Assert.True(Guid.TryParse(headers["X-Gitlab-Event-UUID"], out _) && Guid.TryParse(headers["X-Gitlab-Webhook-UUID"], out _));
        Assert.True(hook.GetProperty("token_present").GetBoolean());
        Assert.DoesNotContain("in clear", hook.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_secrets_there_is_neither_token_nor_signature_and_two_hooks_share_the_event()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        await AddHookAsync(sandbox, receiver, AllFlags);
        await AddHookAsync(sandbox, receiver, AllFlags);

        await sandbox.CallAsync("POST", "issues", """{"title":"x"}""");
        Delivery one = await receiver.NextAsync();
        Delivery other = await receiver.NextAsync();

        Assert.False(one.Headers.ContainsKey("X-Gitlab-Token") || one.Headers.ContainsKey("webhook-signature"));
        Assert.Equal(one.Headers["X-Gitlab-Event-UUID"], other.Headers["X-Gitlab-Event-UUID"]);
        Assert.NotEqual(one.Headers["Idempotency-Key"], other.Headers["Idempotency-Key"]);
    }

    [Theory]
    [InlineData("feature/*", "wildcard", "feature/new", true)]
    [InlineData("feature/*", "wildcard", "other", false)]
    [InlineData("^rel", "regex", "release", true)]
    [InlineData("^rel", "regex", "barrel", false)]
    [InlineData("x", "all_branches", "other", true)]
    public async Task Pushes_are_filtered_by_branch(string filter, string strategy, string branch, bool isTold)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        await AddHookAsync(sandbox, receiver, $"\"push_events_branch_filter\":\"{filter}\",\"branch_filter_strategy\":\"{strategy}\",\"issues_events\":true");

        await sandbox.CallAsync("POST", "repository/branches", $$"""{"branch":"{{branch}}","ref":"main"}""");
        await sandbox.CallAsync("POST", "issues", """{"title":"after it"}""");

        Assert.Equal(isTold ? "Push Hook" : "Issue Hook", (await receiver.NextAsync()).Headers["X-Gitlab-Event"]);
    }

    [Fact]
    public async Task Four_failures_in_a_row_switch_a_hook_off_for_a_minute()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        receiver.Status = 500;
        string path = $"hooks/{(await AddHookAsync(sandbox, receiver, AllFlags)).GetProperty("id").GetInt64()}";
        for (int i = 0; i < 4; i++)
        {
            await sandbox.CallAsync("POST", "issues", """{"title":"x"}""");
            await receiver.NextAsync();
        }

        JsonElement off = await WaitAsync(sandbox, path, "temporarily_disabled");
        await sandbox.CallAsync("POST", "issues", """{"title":"lost"}""");
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        JsonElement on = await WaitAsync(sandbox, path, "executable");
        receiver.Status = 200;
        await sandbox.CallAsync("POST", "issues", """{"title":"arrives"}""");

        Assert.Equal("2026-03-01T10:01:12.500Z", off.GetProperty("disabled_until").GetString());
        Assert.Equal(JsonValueKind.Null, on.GetProperty("disabled_until").ValueKind);
        Assert.Equal("arrives", (await receiver.NextAsync()).Json.GetProperty("object_attributes").GetProperty("title").GetString());
    }

    [Fact]
    public async Task The_log_shows_deliveries_without_the_token_and_resends_them_with_the_same_key()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        string path = $"hooks/{(await AddHookAsync(sandbox, receiver, AllFlags + ",\"token\":\"in clear\"")).GetProperty("id").GetInt64()}";
        await sandbox.CallAsync("POST", path + "/test/issues_events", null, 201);
        Delivery first = await receiver.NextAsync();
        JsonElement logged = (await sandbox.CallAsync("GET", path + "/events"))[0];

        JsonElement resent = await sandbox.CallAsync("POST", $"{path}/events/{logged.GetProperty("id").GetInt64()}/resend", null, 201);
        Delivery again = await receiver.NextAsync();

        Assert.Equal(200, resent.GetProperty("response_status").GetInt32());
        Assert.Equal(first.Headers["Idempotency-Key"], again.Headers["Idempotency-Key"]);
        Assert.NotEqual(first.Headers["X-Gitlab-Webhook-UUID"], again.Headers["X-Gitlab-Webhook-UUID"]);
        Assert.Equal(first.Body, again.Body);
        Assert.Equal(("issue_hooks", "200"), (logged.GetProperty("trigger").GetString(), logged.GetProperty("response_status").GetString()));
        Assert.Equal("issue", logged.GetProperty("request_data").GetProperty("object_kind").GetString());
        Assert.DoesNotContain("in clear", logged.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(2, (await sandbox.CallAsync("GET", path + "/events")).GetArrayLength());
    }

    [Theory]
    [InlineData("push_events", "Push Hook")]
    [InlineData("tag_push_events", "Tag Push Hook")]
    [InlineData("issues_events", "Issue Hook")]
    [InlineData("note_events", "Note Hook")]
    [InlineData("merge_requests_events", "Merge Request Hook")]
    [InlineData("pipeline_events", "Pipeline Hook")]
    [InlineData("job_events", "Job Hook")]
    [InlineData("releases_events", "Release Hook")]
    public async Task A_test_sends_the_newest_of_the_kind(string trigger, string header)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        string path = $"hooks/{(await AddHookAsync(sandbox, receiver, "\"push_events\":false")).GetProperty("id").GetInt64()}";

        await sandbox.CallAsync("POST", $"{path}/test/{trigger}", null, 201);

        Assert.Equal(header, (await receiver.NextAsync()).Headers["X-Gitlab-Event"]);
    }

    [Fact]
    public async Task A_test_is_told_when_the_receiver_fails_and_five_a_minute_are_enough()
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        receiver.Status = 500;
        string path = $"hooks/{(await AddHookAsync(sandbox, receiver, AllFlags)).GetProperty("id").GetInt64()}/test/push_events";
        for (int i = 0; i < 5; i++)
        {
            await sandbox.CallAsync("POST", path, null, 422);
        }

        await sandbox.CallAsync("POST", path, null, 429);
    }

    [Theory]
    [InlineData("push", "{}", "Push Hook")]
    [InlineData("push", """{"branch":"brand/new","user":"grace"}""", "Push Hook")]
    [InlineData("failed-pipeline", "{}", "Pipeline Hook")]
    [InlineData("merge-request", """{"source_branch":"feature/broken"}""", "Merge Request Hook")]
    [InlineData("mention", """{"username":"grace"}""", "Note Hook")]
    public async Task Things_can_be_made_to_happen(string name, string data, string header)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        await AddHookAsync(sandbox, receiver, AllFlags.Replace("\"job_events\":true", "\"job_events\":false", StringComparison.Ordinal));

        JsonElement result = await sandbox.Server.InvokeAsync(name, JsonElement.Parse(data), TestContext.Current.CancellationToken);
        Delivery delivery = await receiver.NextAsync();

        Assert.True(result.TryGetProperty("id", out _));
        Assert.Equal(header, delivery.Headers["X-Gitlab-Event"]);
        Assert.Equal(name == "failed-pipeline" ? "failed" : null, result.TryGetProperty("status", out JsonElement status) && name != "push" ? status.GetString() : null);
    }

    [Theory]
    [InlineData("push", """{"project":"no/where"}""")]
    [InlineData("push", """{"user":"nobody"}""")]
    [InlineData("push", """{"branch":"a b"}""")]
    [InlineData("failed-pipeline", """{"ref":"nowhere"}""")]
    [InlineData("mention", """{"issue_iid":99}""")]
    [InlineData("approve-device", "{}")]
    public async Task What_cannot_happen_is_refused_with_a_reason(string name, string data)
    {
        await using RunningGitLab sandbox = await RunningGitLab.StartAsync();

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(
            () => sandbox.Server.InvokeAsync(name, JsonElement.Parse(data), TestContext.Current.CancellationToken));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.NotNull(error.RecommendedAction);
    }

    private static async Task<JsonElement> AddHookAsync(RunningGitLab sandbox, Receiver receiver, string fields) =>
        await sandbox.CallAsync("POST", "hooks", $"{{\"url\":\"{receiver.Address}\",{fields}}}", 201);

    private static async Task<JsonElement> WaitAsync(RunningGitLab sandbox, string path, string status)
    {
        while (true)
        {
            JsonElement hook = await sandbox.CallAsync("GET", path);
            if (hook.GetProperty("alert_status").GetString() == status)
            {
                return hook;
            }

            await Task.Yield();
        }
    }
}
