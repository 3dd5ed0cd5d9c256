using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace DevFlow.Platforms.Tests.Sandbox.Slack;

public sealed class SlackWebhookTests
{
    [Fact]
    public async Task A_request_URL_has_to_answer_the_challenge_before_it_is_taken()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        await using Receiver silent = await Receiver.StartAsync();
        await using AppServer app = await AppServer.StartAsync();

        DevFlowException refused = await Assert.ThrowsAsync<DevFlowException>(() => sandbox.InvokeAsync("configure", new { request_url = silent.Address }));
        await sandbox.InvokeAsync("configure", new { request_url = app.Address });

        Assert.Contains("challenge_failed", refused.Message, StringComparison.Ordinal);
        Assert.Equal("url_verification", app.Next().Json.GetProperty("type").GetString());
        await Assert.ThrowsAsync<DevFlowException>(() => sandbox.InvokeAsync("configure", new { request_url = "https://example.com/hook" }));
    }

    [Theory]
    [InlineData("services/T0DEVFLOW01/B01/verysecret")]
    [InlineData("services/T0DEVFLOW01/B01/verysecret/")]
    [InlineData("actions/T0DEVFLOW01/1/verysecret")]
    [InlineData("upload/v1/verysecret")]
    public async Task An_address_that_is_a_secret_is_not_in_the_ledger(string path)
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();

        (await sandbox.PostJsonAsync(path, "{}")).Dispose();

        SandboxRequest entry = Assert.Single(sandbox.Server.Ledger);
        Assert.Contains("***", entry.Path, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", $"{entry}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_signed_over_its_raw_body_and_names_the_app_and_the_event()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        await using AppServer app = await AppServer.StartAsync();
        await sandbox.InvokeAsync("configure", new { request_url = app.Address });
        app.Next();

        await sandbox.InvokeAsync("mention", new { channel = RunningSlack.General, text = "Grüße" });
        Request message = await app.NextAsync();
        Request mention = await app.NextAsync();

        Assert.All([message, mention], request => AssertSigned(sandbox, request));
        Assert.Equal("event_callback", message.Json.GetProperty("type").GetString());
        Assert.Equal("T0DEVFLOW01", message.Json.GetProperty("team_id").GetString());
        Assert.Equal("A0DEVFLOW01", message.Json.GetProperty("api_app_id").GetString());
        Assert.StartsWith("Ev", message.Json.GetProperty("event_id").GetString(), StringComparison.Ordinal);
        Assert.Equal("message", message.Json.GetProperty("event").GetProperty("type").GetString());
        Assert.Equal("channel", message.Json.GetProperty("event").GetProperty("channel_type").GetString());
        Assert.Equal("app_mention", mention.Json.GetProperty("event").GetProperty("type").GetString());
        Assert.Equal("<@U0DEVFLOWB1> Grüße", mention.Json.GetProperty("event").GetProperty("text").GetString());
        Assert.NotEqual(message.Json.GetProperty("event_id").GetString(), mention.Json.GetProperty("event_id").GetString());
    }

    [Fact]
    public async Task A_failed_event_comes_again_with_its_number_and_reason_and_the_same_id()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        await using AppServer app = await AppServer.StartAsync();
        await sandbox.InvokeAsync("configure", new { request_url = app.Address });
        app.Next();
        app.Status = 500;

        await sandbox.InvokeAsync("reaction", new { channel = RunningSlack.General });
        Request first = await app.NextAsync();
        Request second = await app.NextAsync();

        Assert.Equal("reaction_added", first.Json.GetProperty("event").GetProperty("type").GetString());
        Assert.False(first.Headers.ContainsKey("X-Slack-Retry-Num"));
        Assert.Equal("1", second.Headers["X-Slack-Retry-Num"]);
        Assert.Equal("http_error", second.Headers["X-Slack-Retry-Reason"]);
        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task A_slash_command_is_a_signed_form_and_its_answer_and_five_later_ones_reach_the_channel()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        await using AppServer app = await AppServer.StartAsync();
        await sandbox.InvokeAsync("configure", new { commands = new Dictionary<string, Uri> { ["/deploy"] = app.Address } });
        app.Answer = """{"response_type":"in_channel","text":"on it"}""";

        JsonElement reply = await sandbox.InvokeAsync("slash-command", new { channel = RunningSlack.General, command = "/deploy", text = "a b&c" });
        Request request = app.Next();
        Dictionary<string, string> form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(request.Body)).ToDictionary(field => field.Key, field => field.Value.ToString());

        AssertSigned(sandbox, request);
        Assert.True(reply.GetProperty("ok").GetBoolean());
        Assert.Equal("a b&c", form["text"]);
        Assert.Equal("/deploy", form["command"]);
        Assert.Equal("on it", await LastAsync(sandbox));
        string url = new Uri(form["response_url"]).AbsolutePath;
        for (int i = 0; i < 5; i++)
        {
            using HttpResponseMessage taken = await sandbox.PostJsonAsync(url, $$"""{"response_type":"in_channel","text":"step {{i}}"}""");
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        using HttpResponseMessage sixth = await sandbox.PostJsonAsync(url, """{"text":"x"}""");
        Assert.Equal(HttpStatusCode.NotFound, sixth.StatusCode);
        Assert.Equal("used_url", (await RunningSlack.ReadAsync(sixth)).GetProperty("error").GetString());
        Assert.Equal("step 4", await LastAsync(sandbox));
    }

    [Fact]
    public async Task A_response_URL_ends_after_half_an_hour()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        await using AppServer app = await AppServer.StartAsync();
        await sandbox.InvokeAsync("configure", new { commands = new Dictionary<string, Uri> { ["/deploy"] = app.Address } });
        await sandbox.InvokeAsync("slash-command");
        string url = new Uri(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(app.Next().Body))["response_url"].ToString()).AbsolutePath;
        sandbox.Clock.Advance(TimeSpan.FromMinutes(30));

        using HttpResponseMessage late = await sandbox.PostJsonAsync(url, """{"text":"x"}""");

        Assert.Equal("expired_url", (await RunningSlack.ReadAsync(late)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_button_opens_a_view_whose_submission_comes_as_one_form_field()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        await using AppServer app = await AppServer.StartAsync();
        await sandbox.InvokeAsync("configure", new { interactivity_url = app.Address });
        await sandbox.OkAsync(
            "chat.postMessage",
            new
            {
                channel = RunningSlack.General,
                text = "go?",
                blocks = """[{"type":"actions","block_id":"b","elements":[{"type":"button","action_id":"go","value":"v1","text":{"type":"plain_text","text":"Go"}}]}]""",
            });

        await sandbox.InvokeAsync("button", new { channel = RunningSlack.General, action_id = "go" });
        Request pressed = app.Next();
        string trigger = pressed.Payload.GetProperty("trigger_id").GetString()!;
        const string view = """{"type":"modal","callback_id":"c","title":{"type":"plain_text","text":"T"},"blocks":[]}""";
        JsonElement opened = await sandbox.OkAsync("views.open", new { trigger_id = trigger, view });
        string? again = await sandbox.ErrorAsync("views.open", new { trigger_id = trigger, view });
        await sandbox.InvokeAsync("view-submission", new { values = new { b = new { a = new { value = "typed" } } } });
        Request submitted = app.Next();

        AssertSigned(sandbox, pressed);
        Assert.Equal("block_actions", pressed.Payload.GetProperty("type").GetString());
        JsonElement action = pressed.Payload.GetProperty("actions")[0];
        Assert.Equal("go b v1", $"{action.GetProperty("action_id")} {action.GetProperty("block_id")} {action.GetProperty("value")}");
        Assert.Equal("exchanged_trigger_id", again);
        Assert.Equal("view_submission", submitted.Payload.GetProperty("type").GetString());
        Assert.Equal(opened.GetProperty("view").GetProperty("id").GetString(), submitted.Payload.GetProperty("view").GetProperty("id").GetString());
        Assert.Equal("typed", submitted.Payload.GetProperty("view").GetProperty("state").GetProperty("values").GetProperty("b").GetProperty("a").GetProperty("value").GetString());
    }

    [Fact]
    public async Task A_trigger_ends_after_three_seconds()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        await using AppServer app = await AppServer.StartAsync();
        await sandbox.InvokeAsync("configure", new { commands = new Dictionary<string, Uri> { ["/deploy"] = app.Address } });
        await sandbox.InvokeAsync("slash-command");
        string trigger = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(app.Next().Body))["trigger_id"].ToString();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(
            "expired_trigger_id",
            await sandbox.ErrorAsync("views.open", new { trigger_id = trigger, view = """{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[]}""" }));
    }

    [Theory]
    [InlineData("""{"text":"Done"}""", 200, "ok")]
    [InlineData("""{}""", 400, "no_text")]
    [InlineData("nope", 400, "invalid_payload")]
    public async Task An_incoming_webhook_answers_in_plain_words(string body, int status, string words)
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        using HttpResponseMessage response = await sandbox.PostJsonAsync(sandbox.Secret("incoming-webhook"), body);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(words, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_event_is_as_the_vendor_describes_it()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        await using AppServer app = await AppServer.StartAsync();
        await sandbox.InvokeAsync("configure", new { request_url = app.Address });
        app.Next();

        await sandbox.InvokeAsync("mention", new { channel = RunningSlack.General });
        await sandbox.InvokeAsync("reaction", new { channel = RunningSlack.General });
        JsonElement created = await sandbox.OkAsync("conversations.create", new { name = "events" });
        string channel = created.GetProperty("channel").GetProperty("id").GetString()!;
        await sandbox.OkAsync("conversations.invite", new { channel, users = RunningSlack.Remy });
        await sandbox.OkAsync("conversations.rename", new { channel, name = "events-2" });
        await sandbox.OkAsync("conversations.archive", new { channel });
        HashSet<string> types = [];
        while (!types.Contains("channel_archive"))
        {
            JsonElement payload = (await app.NextAsync()).Json;
            types.Add(payload.GetProperty("event").GetProperty("type").GetString()!);
            SlackEventDescription.AssertFits(payload);
        }

        Assert.Superset(
            new HashSet<string> { "message", "app_mention", "reaction_added", "channel_created", "member_joined_channel", "channel_rename", "channel_archive" },
            types);
    }

    private static async Task<string?> LastAsync(RunningSlack sandbox) =>
        (await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General, limit = 1 })).GetProperty("messages")[0].GetProperty("text").GetString();

    private static void AssertSigned(RunningSlack sandbox, Request request)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"v0:{request.Headers["X-Slack-Request-Timestamp"]}:"), .. request.Body];
        byte[] hash = HMACSHA256.HashData(Encoding.ASCII.GetBytes(sandbox.Secret("signing-secret")), signed);
        Assert.Equal("v0=" + Convert.ToHexStringLower(hash), request.Headers["X-Slack-Signature"]);
    }
}
