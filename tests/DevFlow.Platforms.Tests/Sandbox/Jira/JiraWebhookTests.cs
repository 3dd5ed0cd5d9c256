using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.Jira;

public sealed class JiraWebhookTests
{
    private const string Hooks = "/rest/webhooks/1.0/webhook";
    private const string Dynamic = "gateway:/rest/api/3/webhook";

    [Theory]
    [InlineData(SandboxDeployment.Cloud, true)]
    [InlineData(SandboxDeployment.DataCenter, false)]
    public async Task An_administrator_s_webhook_is_signed_and_told_of_what_happens(SandboxDeployment deployment, bool hasIdentifier)
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningJira jira = await RunningJira.StartAsync(deployment);
        await AddAsync(jira, receiver, "\"jira:issue_created\",\"jira:issue_updated\",\"comment_created\",\"jira:issue_deleted\"", ",\"secret\":\"s3cret\"");

        string key = await jira.CreateIssueAsync("Told", ""","description":"As text" """);
        Delivery created = await receiver.NextAsync();
        await jira.CallAsync("PUT", $"/rest/api/2/issue/{key}", """{"fields":{"priority":{"name":"Low"}}}""");
        Delivery updated = await receiver.NextAsync();
        await jira.CallAsync("POST", $"/rest/api/2/issue/{key}/comment", """{"body":"Hello"}""");
        Delivery comment = await receiver.NextAsync();
        await jira.CallAsync("DELETE", $"/rest/api/2/issue/{key}");
        Delivery deleted = await receiver.NextAsync();

        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("s3cret"u8, created.Body)), created.Headers["X-Hub-Signature"]);
        Assert.Equal(hasIdentifier, created.Headers.ContainsKey("X-Atlassian-Webhook-Identifier"));
        Assert.False(created.Headers.ContainsKey("X-Atlassian-Webhook-Retry"));
        Assert.Equal("jira:issue_created", created.Json.GetProperty("webhookEvent").GetString());
        Assert.Equal("issue_created", created.Json.GetProperty("issue_event_type_name").GetString());
        Assert.Equal("As text", created.Json.GetProperty("issue").GetProperty("fields").GetProperty("description").GetString());
        Assert.Equal(1772359200500, created.Json.GetProperty("timestamp").GetInt64());
        JsonElement change = Assert.Single(updated.Json.GetProperty("changelog").GetProperty("items").EnumerateArray());
        Assert.Equal(("priority", "Medium", "Low"), (change.GetProperty("field").GetString(), change.GetProperty("fromString").GetString(), change.GetProperty("toString").GetString()));
        Assert.Equal("Hello", comment.Json.GetProperty("comment").GetProperty("body").GetString());
        Assert.Equal(key, comment.Json.GetProperty("issue").GetProperty("key").GetString());
        Assert.Equal("jira:issue_deleted", deleted.Json.GetProperty("webhookEvent").GetString());
    }

    [Fact]
    public async Task A_filter_lets_through_what_it_finds_and_a_switched_off_webhook_is_told_nothing()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningJira jira = await RunningJira.StartAsync();
        JsonElement hook = await AddAsync(jira, receiver, "\"jira:issue_created\"", ",\"filters\":{\"issue-related-events-section\":\"labels = urgent\"}");
        await jira.CreateIssueAsync("Not told");

        await jira.CreateIssueAsync("Told", ",\"labels\":[\"urgent\"]");
        Delivery told = await receiver.NextAsync();
        Assert.Equal("Told", told.Json.GetProperty("issue").GetProperty("fields").GetProperty("summary").GetString());
        Assert.False(told.Headers.ContainsKey("X-Hub-Signature"));

        string self = new Uri(hook.GetProperty("self").GetString()!).AbsolutePath;
        await jira.CallAsync("PUT", self, """{"enabled":false}""");
        await jira.CreateIssueAsync("Not told", ",\"labels\":[\"urgent\"]");
        await jira.CallAsync("PUT", self, """{"enabled":true,"excludeBody":true}""");
        await jira.CreateIssueAsync("Told", ",\"labels\":[\"urgent\"]");
        Assert.Empty((await receiver.NextAsync()).Body);
        await jira.CallAsync("DELETE", self);
        await jira.RefusedAsync(404, "GET", self);
    }

    [Fact]
    public async Task A_failed_delivery_is_tried_again_with_the_same_identifier_and_the_count_of_tries()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningJira jira = await RunningJira.StartAsync();
        await AddAsync(jira, receiver, "\"jira:issue_created\"");
        receiver.Status = 503;
        await jira.CreateIssueAsync();
        Delivery first = await receiver.NextAsync();

        receiver.Status = 200;
        Delivery second = await AdvanceAsync(jira, receiver);

        Assert.Equal(first.Headers["X-Atlassian-Webhook-Identifier"], second.Headers["X-Atlassian-Webhook-Identifier"]);

        // On a busy machine the first retry may run into its time-out, because the clock goes on.
        Assert.InRange(int.Parse(second.Headers["X-Atlassian-Webhook-Retry"], null), 1, 5);
        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task An_app_s_webhook_carries_a_token_signed_with_the_client_s_secret()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningJira jira = await RunningJira.StartAsync();
        long id = await RegisterAsync(jira, receiver.Address, "project = EX");

        await jira.CreateIssueAsync();
        Delivery told = await receiver.NextAsync();

        string[] token = told.Headers["Authorization"]["Bearer ".Length..].Split('.');
        byte[] signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(jira.Secret("client")), Encoding.UTF8.GetBytes($"{token[0]}.{token[1]}"));
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(signature), token[2]);
        JsonElement claims = JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token[1]));
        Assert.Equal(jira.Credential("client").UserName, claims.GetProperty("iss").GetString());
        Assert.False(told.Headers.ContainsKey("X-Hub-Signature"));
        JsonElement listed = Assert.Single((await jira.CallAsync("GET", Dynamic, login: "oauth")).GetProperty("values").EnumerateArray());
        Assert.Equal(id, listed.GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task An_app_s_webhook_ends_after_30_days_unless_it_is_refreshed_and_there_are_5_at_most()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningJira jira = await RunningJira.StartAsync(new SandboxOptions { Clock = 24 * 60 });
        long id = await RegisterAsync(jira, receiver.Address, "project = EX");
        for (int i = 0; i < 4; i++)
        {
            await RegisterAsync(jira, receiver.Address, "project = EX");
        }

        JsonElement sixth = await jira.CallAsync("POST", Dynamic, Registration(receiver.Address, "project = EX"), "oauth");
        Assert.Contains("maximum number of 5", sixth.GetProperty("webhookRegistrationResult")[0].GetProperty("errors")[0].GetString(), StringComparison.Ordinal);

        // 30 days are 30 minutes here, and the access token lives 2.5 seconds.
        jira.Clock.Advance(TimeSpan.FromSeconds(2));
        JsonElement refreshed = await jira.CallAsync("PUT", Dynamic + "/refresh", $$"""{"webhookIds":[{{id}}]}""", "oauth");
        Assert.Equal(jira.Clock.GetUtcNow().AddMinutes(30).ToUnixTimeMilliseconds(), refreshed.GetProperty("expirationDate").GetInt64());
        jira.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(1));
        await jira.CreateIssueAsync();
        await receiver.NextAsync();
        jira.Clock.Advance(TimeSpan.FromSeconds(1));
        await jira.CreateIssueAsync();
        Assert.True(receiver.IsEmpty);
    }

    [Theory]
    [InlineData("project = ", "before the end of the query")]
    [InlineData("project = EX order by key", "ORDER BY is unsupported")]
    public async Task A_filter_that_cannot_be_is_refused(string filter, string message)
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningJira jira = await RunningJira.StartAsync();

        JsonElement answer = await jira.CallAsync("POST", Dynamic, Registration(receiver.Address, filter), "oauth");

        Assert.Contains(message, answer.GetProperty("webhookRegistrationResult")[0].GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_delivered_is_in_the_list_of_failures()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningJira jira = await RunningJira.StartAsync();
        receiver.Status = 404;
        await RegisterAsync(jira, receiver.Address, "project = EX");
        await jira.CreateIssueAsync();
        Delivery sent = await receiver.NextAsync();

        JsonElement failed = await FailuresAsync(jira);

        JsonElement one = Assert.Single(failed.EnumerateArray());
        Assert.Equal(sent.Headers["X-Atlassian-Webhook-Identifier"], one.GetProperty("id").GetString());
        Assert.Equal(Encoding.UTF8.GetString(sent.Body), one.GetProperty("body").GetString());
        Assert.Equal(0, (await jira.CallAsync("GET", Dynamic + $"/failed?after={one.GetProperty("failureTime").GetInt64()}", login: "oauth")).GetProperty("values").GetArrayLength());
    }

    [Theory]
    [InlineData("admin", 403)]
    [InlineData("user", 403)]
    public async Task People_have_no_webhooks_of_apps(string login, int status)
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        await jira.RefusedAsync(status, "GET", "/rest/api/3/webhook", login: login);
        await jira.RefusedAsync(403, "GET", Hooks, login: "user");
    }

    [Theory]
    [InlineData("""{"name":"n","url":"https://example.com/hook","events":[]}""")]
    [InlineData("""{"name":"n","url":"/hook","events":[]}""")]
    [InlineData("""{"name":"n","url":"http://127.0.0.1:9/","events":["issue_exploded"]}""")]
    [InlineData("""{"url":"http://127.0.0.1:9/"}""")]
    [InlineData("""{"name":"n","url":"http://127.0.0.1:9/","filters":{"issue-related-events-section":"nonsense"}}""")]
    public async Task A_webhook_that_cannot_be_is_refused(string body)
    {
        await using RunningJira jira = await RunningJira.StartAsync();

        await jira.RefusedAsync(400, "POST", Hooks, body);
    }

    [Fact]
    public async Task What_is_made_to_happen_is_told_too()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningJira jira = await RunningJira.StartAsync();
        await AddAsync(jira, receiver, "\"jira:issue_created\",\"jira:issue_updated\",\"comment_created\",\"sprint_started\",\"issuelink_created\"");
        List<string> told = [];
        foreach (string name in jira.Server.Events)
        {
            JsonElement result = await jira.Server.InvokeAsync(name, JsonElement.Parse("{}"), TestContext.Current.CancellationToken);
            Assert.Equal(JsonValueKind.Object, result.ValueKind);

            // A login that is denied changes nothing in the site: were it told, the next delivery would not be the one expected.
            if (name != "deny-login")
            {
                told.Add((await receiver.NextAsync()).Json.GetProperty("webhookEvent").GetString()!);
            }
        }

        await jira.CallAsync("POST", "/rest/api/3/issueLink", """{"type":{"name":"Relates"},"inwardIssue":{"key":"EX-1"},"outwardIssue":{"key":"OPS-1"}}""");
        told.Add((await receiver.NextAsync()).Json.GetProperty("webhookEvent").GetString()!);

        Assert.Equal(["jira:issue_created", "jira:issue_updated", "comment_created", "sprint_started", "issuelink_created"], told);
        DevFlowException refusal = await Assert.ThrowsAsync<DevFlowException>(() =>
            jira.Server.InvokeAsync("comment", JsonElement.Parse("""{"issue":"EX-99"}"""), TestContext.Current.CancellationToken));
        Assert.Equal(ErrorReason.InvalidArgument, refusal.Reason);
    }

    private static Task<JsonElement> AddAsync(RunningJira jira, Receiver receiver, string events, string more = "") =>
        jira.CallAsync("POST", Hooks, $$"""{"name":"test","url":"{{receiver.Address}}","events":[{{events}}]{{more}}}""");

    private static string Registration(Uri address, string filter) =>
        $$"""{"url":"{{address}}","webhooks":[{"events":["jira:issue_created"],"jqlFilter":"{{filter}}"}]}""";

    private static async Task<long> RegisterAsync(RunningJira jira, Uri address, string filter) =>
        (await jira.CallAsync("POST", Dynamic, Registration(address, filter), "oauth")).GetProperty("webhookRegistrationResult")[0].GetProperty("createdWebhookId").GetInt64();

    // The delay may begin a moment after the receiver has answered, so the clock goes on until the retry is there.
    private static async Task<Delivery> AdvanceAsync(RunningJira jira, Receiver receiver)
    {
        Task<Delivery> next = receiver.NextAsync();
        while (!next.IsCompleted)
        {
            jira.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken));
        }

        return await next;
    }

    // The receiver has answered before the sandbox has noted it.
    private static async Task<JsonElement> FailuresAsync(RunningJira jira)
    {
        while (true)
        {
            JsonElement failed = (await jira.CallAsync("GET", Dynamic + "/failed", login: "oauth")).GetProperty("values");
            if (failed.GetArrayLength() > 0)
            {
                return failed;
            }

            await Task.Yield();
        }
    }
}
