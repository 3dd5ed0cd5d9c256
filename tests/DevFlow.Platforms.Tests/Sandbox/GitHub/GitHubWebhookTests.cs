using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class GitHubWebhookTests
{
    private const string Hooks = RunningGitHub.Repo + "/hooks";
    private const string Issues = RunningGitHub.Repo + "/issues";
    private const string Secret = "It's a secret to everybody";

    [Fact]
    public async Task A_new_hook_is_pinged_at_once_with_a_signature_over_the_raw_bytes()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();

        JsonElement hook = await CreateHookAsync(sandbox, receiver);
        Delivery ping = await receiver.NextAsync();

        Assert.Equal("ping", ping.Event);
        Assert.Equal(hook.GetProperty("id").GetInt64(), ping.Json.GetProperty("hook_id").GetInt64());
        Assert.Equal(hook.GetProperty("id").GetInt64().ToString(null as IFormatProvider), ping.Headers["X-GitHub-Hook-ID"]);
        Assert.Equal("repository", ping.Headers["X-GitHub-Hook-Installation-Target-Type"]);
        Assert.Equal(ping.Json.GetProperty("repository").GetProperty("id").GetInt64().ToString(null as IFormatProvider), ping.Headers["X-GitHub-Hook-Installation-Target-ID"]);
        Assert.True(Guid.TryParseExact(ping.Headers["X-GitHub-Delivery"], "D", out _));
        Assert.Matches("^GitHub-Hookshot/[0-9a-f]{7}$", ping.Headers["User-Agent"]);
        Assert.Equal("application/json", ping.Headers["Content-Type"]);
        AssertSigned(ping);
        Assert.Equal("********", hook.GetProperty("config").GetProperty("secret").GetString());
        Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(ping.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_change_is_told_once_in_order_and_with_the_state_it_had()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        await CreateHookAsync(sandbox, receiver);

        JsonElement issue = await sandbox.CallAsync("POST", Issues, """{"title":"Grüße","body":"❤"}""");
        string path = $"{Issues}/{issue.GetProperty("number").GetInt32()}";
        await sandbox.CallAsync("PATCH", path, """{"title":"Other"}""");
        await sandbox.CallAsync("POST", path + "/comments", """{"body":"Me too"}""");
        await sandbox.CallAsync("PATCH", path, """{"state":"closed"}""");
        await sandbox.CallAsync("PATCH", path, """{"state":"open","body":"again"}""");

        List<Delivery> got = [];
        for (int i = 0; i < 7; i++)
        {
            got.Add(await receiver.NextAsync());
        }

        Assert.All(got, AssertSigned);
        Assert.Equal(
            ["ping/", "issues/opened", "issues/edited", "issue_comment/created", "issues/closed", "issues/edited", "issues/reopened"],
            got.Select(delivery => $"{delivery.Event}/{delivery.Action}"));
        Assert.Equal(7, got.Select(delivery => delivery.Headers["X-GitHub-Delivery"]).Distinct().Count());
        Assert.Equal("Grüße", got[1].Json.GetProperty("issue").GetProperty("title").GetString());
        Assert.Equal("Grüße", got[2].Json.GetProperty("changes").GetProperty("title").GetProperty("from").GetString());
        Assert.Equal("Other", got[2].Json.GetProperty("issue").GetProperty("title").GetString());
        Assert.Equal("Me too", got[3].Json.GetProperty("comment").GetProperty("body").GetString());
        Assert.Equal(1, got[3].Json.GetProperty("issue").GetProperty("comments").GetInt32());
        Assert.Equal("closed", got[4].Json.GetProperty("issue").GetProperty("state").GetString());
        Assert.Equal("octocat", got[4].Json.GetProperty("sender").GetProperty("login").GetString());
        Assert.Equal("octo-org", got[4].Json.GetProperty("organization").GetProperty("login").GetString());
        Assert.Equal("octo-org/hello-world", got[4].Json.GetProperty("repository").GetProperty("full_name").GetString());
    }

    [Fact]
    public async Task A_form_hook_signs_the_form_and_carries_the_payload_in_one_field()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();

        await CreateHookAsync(sandbox, receiver, contentType: "form");
        Delivery ping = await receiver.NextAsync();

        Assert.Equal("application/x-www-form-urlencoded", ping.Headers["Content-Type"]);
        AssertSigned(ping);
        string form = Encoding.ASCII.GetString(ping.Body);
        Assert.StartsWith("payload=%7B", form, StringComparison.Ordinal);
        Assert.True(JsonElement.Parse(WebUtility.UrlDecode(form["payload=".Length..])).TryGetProperty("zen", out _));
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_signed()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();

        await sandbox.CallAsync("POST", Hooks, $$$"""{"config":{"url":"{{{receiver.Address}}}","content_type":"json"}}""");
        Delivery ping = await receiver.NextAsync();

        Assert.DoesNotContain(ping.Headers.Keys, name => name.StartsWith("X-Hub-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Only_events_a_hook_listens_to_are_delivered_and_nothing_after_its_end()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await using Receiver comments = await Receiver.StartAsync();
        await using Receiver deleted = await Receiver.StartAsync();
        await CreateHookAsync(sandbox, comments, events: "\"issue_comment\"");
        JsonElement hook = await CreateHookAsync(sandbox, deleted);
        await deleted.NextAsync();

        using HttpResponseMessage gone = await sandbox.SendAsync("DELETE", $"{Hooks}/{hook.GetProperty("id")}");
        await sandbox.CallAsync("POST", Issues, """{"title":"x"}""");
        await sandbox.CallAsync("POST", Issues + "/1/comments", """{"body":"y"}""");

        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal("ping", (await comments.NextAsync()).Event);
        Assert.Equal("issue_comment", (await comments.NextAsync()).Event);
        Assert.True(deleted.IsEmpty);
        Assert.Equal(1, (await sandbox.CallAsync("GET", Hooks)).GetArrayLength());
    }

    [Theory]
    [InlineData(200, "active", "OK")]
    [InlineData(503, "misconfigured", "Invalid HTTP Response: 503")]
    [InlineData(302, "misconfigured", "Invalid HTTP Response: 302")]
    public async Task The_answer_of_a_receiver_is_remembered_and_never_tried_again(int status, string word, string message)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        receiver.Status = status;

        JsonElement hook = await CreateHookAsync(sandbox, receiver);
        await receiver.NextAsync();
        JsonElement last = await WaitForLastResponseAsync(sandbox, hook);

        Assert.Equal(status, last.GetProperty("code").GetInt32());
        Assert.Equal(word, last.GetProperty("status").GetString());
        Assert.Equal(message, last.GetProperty("message").GetString());
        Assert.True(receiver.IsEmpty);
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_remembered()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        Receiver receiver = await Receiver.StartAsync();
        Uri address = receiver.Address;
        await receiver.DisposeAsync();

        JsonElement hook = await sandbox.CallAsync("POST", Hooks, $$$"""{"config":{"url":"{{{address}}}"}}""");
        JsonElement last = await WaitForLastResponseAsync(sandbox, hook);

        Assert.Equal("unused", hook.GetProperty("last_response").GetProperty("status").GetString());
        Assert.Equal("connection_error", last.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_receiver_has_ten_seconds()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Gate = gate.Task;

        JsonElement hook = await CreateHookAsync(sandbox, receiver);
        await receiver.NextAsync();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        JsonElement last = await WaitForLastResponseAsync(sandbox, hook);
        gate.SetResult();

        Assert.Equal("timeout", last.GetProperty("status").GetString());
        Assert.Equal("timed out", last.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_request_is_answered_while_a_receiver_hangs_and_the_sandbox_still_stops()
    {
        RunningGitHub sandbox = await RunningGitHub.StartAsync();
        await using Receiver receiver = await Receiver.StartAsync();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Gate = gate.Task;
        await CreateHookAsync(sandbox, receiver);
        await receiver.NextAsync();

        JsonElement issue = await sandbox.CallAsync("POST", Issues, """{"title":"Answered before it is told"}""");
        await sandbox.DisposeAsync();
        gate.SetResult();

        Assert.Equal(3, issue.GetProperty("number").GetInt32());
        Assert.False(sandbox.Server.IsRunning);
    }

    [Theory]
    [InlineData("https://example.com/hook")]
    [InlineData("http://10.0.0.1/hook")]
    [InlineData("http://127.0.0.1.example.com/hook")]
    [InlineData("http://localhost.example.com/hook")]
    [InlineData("http://[2001:db8::1]/hook")]
    [InlineData("http://0.0.0.0:8080/hook")]
    [InlineData("ftp://127.0.0.1/hook")]
    public async Task A_hook_to_another_machine_is_refused(string url)
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();

        using HttpResponseMessage response = await sandbox.SendAsync("POST", Hooks, $$$"""{"config":{"url":"{{{url}}}"}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        JsonElement error = (await RunningGitHub.ReadAsync(response)).GetProperty("errors")[0];
        Assert.Equal("Hook", error.GetProperty("resource").GetString());
        Assert.Equal("url", error.GetProperty("field").GetString());
        Assert.Equal(0, (await sandbox.CallAsync("GET", Hooks)).GetArrayLength());
    }

    [Fact]
    public async Task The_same_hook_twice_and_too_many_for_one_event_are_refused()
    {
        await using RunningGitHub sandbox = await RunningGitHub.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            await sandbox.CallAsync("POST", Hooks, $$$"""{"active":false,"config":{"url":"http://127.0.0.1:9/{{{i}}}"}}""");
        }

        using HttpResponseMessage twice = await sandbox.SendAsync("POST", Hooks, """{"config":{"url":"http://127.0.0.1:9/1"}}""");
        using HttpResponseMessage many = await sandbox.SendAsync("POST", Hooks, """{"config":{"url":"http://127.0.0.1:9/20"}}""");

        Assert.Equal("Hook already exists on this repository", await ReadProblemAsync(twice));
        Assert.Equal("The \"push\" event cannot have more than 20 hooks", await ReadProblemAsync(many));
    }

    private static async Task<string?> ReadProblemAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        return (await RunningGitHub.ReadAsync(response)).GetProperty("errors")[0].GetProperty("message").GetString();
    }

    private static Task<JsonElement> CreateHookAsync(
        RunningGitHub sandbox, Receiver receiver, string contentType = "json", string events = "\"*\"") =>
        sandbox.CallAsync(
            "POST",
            Hooks,
            $$$"""{"events":[{{{events}}}],"config":{"url":"{{{receiver.Address}}}","content_type":"{{{contentType}}}","secret":"{{{Secret}}}"}}""");

    private static async Task<JsonElement> WaitForLastResponseAsync(RunningGitHub sandbox, JsonElement hook)
    {
        while (true)
        {
            JsonElement now = await sandbox.CallAsync("GET", $"{Hooks}/{hook.GetProperty("id")}");
            if (now.GetProperty("last_response") is var last && last.GetProperty("status").GetString() != "unused")
            {
                return last;
            }
        }
    }

    private static void AssertSigned(Delivery delivery)
    {
        byte[] key = Encoding.UTF8.GetBytes(Secret);
        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(key, delivery.Body)), delivery.Headers["X-Hub-Signature-256"]);
        Assert.Equal("sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(key, delivery.Body)), delivery.Headers["X-Hub-Signature"]);
    }
}
