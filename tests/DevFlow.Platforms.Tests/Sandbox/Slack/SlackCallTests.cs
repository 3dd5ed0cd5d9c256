using System.Net;
using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox.Slack;

public sealed class SlackCallTests
{
    [Fact]
    public async Task A_method_takes_its_arguments_by_query_by_form_and_as_JSON_and_its_token_by_header_or_field()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        string token = sandbox.Secret("bot");

        using HttpResponseMessage query = await sandbox.GetAsync($"api/users.info?user={RunningSlack.Remy}&token={token}");
        using HttpResponseMessage form = await sandbox.PostAsync("api/users.info", new FormUrlEncodedContent([new("user", RunningSlack.Remy), new("token", token)]));
        using HttpResponseMessage json = await sandbox.PostJsonAsync("api/users.info", $$"""{"user":"{{RunningSlack.Remy}}"}""", token);
        using HttpResponseMessage hidden = await sandbox.PostJsonAsync("api/users.info", $$"""{"user":"{{RunningSlack.Remy}}","token":"{{token}}"}""");

        foreach (HttpResponseMessage response in new[] { query, form, json })
        {
            Assert.Equal("remy", (await RunningSlack.ReadAsync(response)).GetProperty("user").GetProperty("name").GetString());
        }

        Assert.Equal("not_authed", (await RunningSlack.ReadAsync(hidden)).GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("{\"channel\":", "application/json; charset=utf-8", "invalid_json")]
    [InlineData("[]", "application/json; charset=utf-8", "json_not_object")]
    [InlineData("<a/>", "application/xml", "invalid_post_type")]
    [InlineData("a", "", "missing_post_type")]
    public async Task A_body_of_the_wrong_form_is_answered_with_200_and_an_error(string body, string type, string error)
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        using HttpResponseMessage response = await sandbox.PostJsonAsync("api/chat.postMessage", body, sandbox.Secret("bot"), type);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(error, (await RunningSlack.ReadAsync(response)).GetProperty("error").GetString());
        Assert.Equal(error, sandbox.Server.Ledger[^1].Refusal);
    }

    [Fact]
    public async Task JSON_without_a_charset_works_with_a_warning()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        using HttpResponseMessage response = await sandbox.PostJsonAsync("api/auth.test", "{}", sandbox.Secret("bot"), "application/json");
        JsonElement answer = await RunningSlack.ReadAsync(response);

        Assert.True(answer.GetProperty("ok").GetBoolean());
        Assert.Equal("missing_charset", answer.GetProperty("warning").GetString());
        Assert.Equal("missing_charset", answer.GetProperty("response_metadata").GetProperty("warnings")[0].GetString());
    }

    [Fact]
    public async Task A_missing_scope_says_what_was_needed_and_what_was_there_and_headers_say_it_always()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        using HttpResponseMessage response = await sandbox.SendAsync("chat.postMessage", new { channel = RunningSlack.General, text = "x" }, sandbox.Secret("read-only"));
        JsonElement answer = await RunningSlack.ReadAsync(response);

        Assert.Equal("missing_scope", answer.GetProperty("error").GetString());
        Assert.Equal("chat:write", answer.GetProperty("needed").GetString());
        Assert.Equal("channels:history,channels:read,users:read", answer.GetProperty("provided").GetString());
        Assert.Equal("channels:history,channels:read,users:read", Assert.Single(response.Headers.GetValues("x-oauth-scopes")));
        Assert.Equal("chat:write", Assert.Single(response.Headers.GetValues("x-accepted-oauth-scopes")));
    }

    [Fact]
    public async Task Bad_tokens_wrong_kinds_and_unknown_methods_have_their_own_words()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();

        Assert.Equal("invalid_auth", await sandbox.ErrorAsync("auth.test", token: "xoxb-1-2-nope"));
        Assert.Equal("invalid_auth", await sandbox.ErrorAsync("auth.test", token: sandbox.Secret("rotator-bot-refresh")));
        Assert.Equal("not_allowed_token_type", await sandbox.ErrorAsync("chat.postMessage", token: sandbox.Secret("app")));
        Assert.Equal("not_allowed_token_type", await sandbox.ErrorAsync("apps.connections.open"));
        Assert.Equal("not_allowed_token_type", await sandbox.ErrorAsync("users.profile.set"));
        Assert.Equal("unknown_method", await sandbox.ErrorAsync("chat.postMassage"));
    }

    [Fact]
    public async Task Cursors_lead_through_all_pages_and_only_those_of_the_method_are_taken()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        List<string?> names = [];
        string cursor = "";
        do
        {
            JsonElement page = await sandbox.OkAsync("users.list", new { limit = 2, cursor });
            names.AddRange(page.GetProperty("members").EnumerateArray().Select(user => user.GetProperty("name").GetString()));
            cursor = page.GetProperty("response_metadata").GetProperty("next_cursor").GetString()!;
        }
        while (cursor.Length > 0);

        Assert.Equal(["octavia", "remy", "sasha", "gone", "devflow", "rotator", "desktop"], names);
        Assert.Equal("invalid_cursor", await sandbox.ErrorAsync("users.list", new { cursor = "x" }));
        Assert.Equal("invalid_limit", await sandbox.ErrorAsync("users.list", new { limit = 1001 }));
    }

    [Fact]
    public async Task History_is_paged_by_time_so_that_new_messages_move_nothing()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        for (int i = 0; i < 4; i++)
        {
            await sandbox.OkAsync("chat.postMessage", new { channel = RunningSlack.General, text = $"m{i}" });
            sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        JsonElement first = await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General, limit = 2 });
        await sandbox.OkAsync("chat.postMessage", new { channel = RunningSlack.General, text = "new" });
        JsonElement second = await sandbox.OkAsync(
            "conversations.history",
            new { channel = RunningSlack.General, limit = 2, cursor = first.GetProperty("response_metadata").GetProperty("next_cursor").GetString() });

        Assert.Equal(["m3", "m2"], Texts(first));
        Assert.Equal(["m1", "m0"], Texts(second));
        Assert.True(second.GetProperty("has_more").GetBoolean());
    }

    [Fact]
    public async Task A_thread_is_counted_in_its_parent_and_shown_by_replies_alone()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        string? parent = (await sandbox.OkAsync("chat.postMessage", new { channel = RunningSlack.General, text = "parent" })).GetProperty("ts").GetString();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        await sandbox.OkAsync("chat.postMessage", new { channel = RunningSlack.General, text = "reply", thread_ts = parent });

        JsonElement history = await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General, limit = 1 });
        JsonElement replies = await sandbox.OkAsync("conversations.replies", new { channel = RunningSlack.General, ts = parent });

        Assert.Equal(["parent"], Texts(history));
        Assert.Equal(1, history.GetProperty("messages")[0].GetProperty("reply_count").GetInt32());
        Assert.Equal(["parent", "reply"], Texts(replies));
        Assert.Equal("thread_not_found", await sandbox.ErrorAsync("conversations.replies", new { channel = RunningSlack.General, ts = "1.000001" }));
    }

    [Fact]
    public async Task What_a_token_may_not_see_is_not_found_and_where_it_is_no_member_it_cannot_speak()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();

        Assert.Equal("channel_not_found", await sandbox.ErrorAsync("conversations.info", new { channel = "C0SECRET004" }, sandbox.Secret("rotator-bot")));
        Assert.Equal("not_in_channel", await sandbox.ErrorAsync("chat.postMessage", new { channel = "C0RANDOM003", text = "x" }, sandbox.Secret("rotator-bot")));
        Assert.Equal("is_archived", await sandbox.ErrorAsync("chat.postMessage", new { channel = "C0OLDONE005", text = "x" }));
        Assert.Equal("no_text", await sandbox.ErrorAsync("chat.postMessage", new { channel = RunningSlack.General }));
    }

    [Fact]
    public async Task A_file_is_uploaded_in_three_steps_and_seen_only_after_the_last()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        JsonElement ticket = await sandbox.OkAsync("files.getUploadURLExternal", new { filename = "a.txt", length = 5 });
        string file = ticket.GetProperty("file_id").GetString()!;
        string path = new Uri(ticket.GetProperty("upload_url").GetString()!).AbsolutePath;

        using HttpResponseMessage wrong = await sandbox.PostAsync(path, new ByteArrayContent("four"u8.ToArray()));
        using HttpResponseMessage right = await sandbox.PostAsync(path, new ByteArrayContent("hello"u8.ToArray()));
        Assert.Equal("file_not_found", await sandbox.ErrorAsync("files.info", new { file }));
        await sandbox.OkAsync(
            "files.completeUploadExternal",
            new { files = $$"""[{"id":"{{file}}","title":"A"}]""", channel_id = RunningSlack.General, initial_comment = "see" });

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal("OK - 5", await right.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("A", (await sandbox.OkAsync("files.info", new { file })).GetProperty("file").GetProperty("title").GetString());
        JsonElement shared = (await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General, limit = 1 })).GetProperty("messages")[0];
        Assert.Equal("file_share", shared.GetProperty("subtype").GetString());
        Assert.Equal(file, shared.GetProperty("files")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_scheduled_message_is_posted_at_its_time()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        long postAt = sandbox.Clock.GetUtcNow().ToUnixTimeSeconds() + 60;
        await sandbox.OkAsync("chat.scheduleMessage", new { channel = RunningSlack.General, text = "later", post_at = postAt });
        sandbox.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(["Welcome to the sandbox."], Texts(await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General, limit = 1 })));

        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["later"], Texts(await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General, limit = 1 })));
        Assert.Equal("time_in_past", await sandbox.ErrorAsync("chat.scheduleMessage", new { channel = RunningSlack.General, text = "x", post_at = postAt }));
    }

    private static List<string> Texts(JsonElement answer) => [.. answer.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString()!)];
}
