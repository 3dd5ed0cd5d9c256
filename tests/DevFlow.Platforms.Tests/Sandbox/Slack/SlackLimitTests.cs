using System.Net;

namespace DevFlow.Platforms.Tests.Sandbox.Slack;

public sealed class SlackLimitTests
{
    [Theory]
    [InlineData("users.list", 20)]
    [InlineData("reactions.list", 20)]
    [InlineData("conversations.history", 50)]
    [InlineData("users.info", 100)]
    public async Task A_tier_grants_its_calls_within_any_minute_and_then_says_when_to_come_back(string method, int limit)
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        object arguments = new { channel = RunningSlack.General, user = RunningSlack.Remy };
        await sandbox.OkAsync(method, arguments);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(20));
        for (int i = 1; i < limit; i++)
        {
            await sandbox.OkAsync(method, arguments);
        }

        using HttpResponseMessage refused = await sandbox.SendAsync(method, arguments);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(40), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("ratelimited", (await RunningSlack.ReadAsync(refused)).GetProperty("error").GetString());
        Assert.Equal("ratelimited", sandbox.Server.Ledger[^1].Refusal);
        await sandbox.OkAsync(method, arguments);
        Assert.Equal("ratelimited", await sandbox.ErrorAsync(method, arguments));
    }

    [Fact]
    public async Task Other_methods_and_other_apps_are_not_restricted()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync(new() { Limits = new Dictionary<string, int> { ["tier2"] = 1 } });
        await sandbox.OkAsync("users.list");
        Assert.Equal("ratelimited", await sandbox.ErrorAsync("users.list", token: sandbox.Secret("user")));

        await sandbox.OkAsync("users.list", token: sandbox.Secret("rotator-bot"));
        await sandbox.OkAsync("reactions.list");
    }

    [Fact]
    public async Task A_channel_takes_one_message_a_second_from_an_app_and_incoming_webhooks_count()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        await sandbox.OkAsync("chat.postMessage", new { channel = RunningSlack.General, text = "1" });
        await sandbox.OkAsync("chat.postMessage", new { channel = "C0DEPLOYS02", text = "1" });
        using HttpResponseMessage refused = await sandbox.SendAsync("chat.postMessage", new { channel = RunningSlack.General, text = "2" });
        using HttpResponseMessage hook = await sandbox.PostJsonAsync(sandbox.Secret("incoming-webhook"), """{"text":"3"}""");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.TooManyRequests, hook.StatusCode);
        Assert.Equal("rate_limited", await hook.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        await sandbox.OkAsync("chat.postMessage", new { channel = RunningSlack.General, text = "4" });
    }

    [Fact]
    public async Task A_profile_is_set_ten_times_a_minute_for_a_user()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        object profile = new { profile = """{"status_text":"busy"}""" };
        for (int i = 0; i < 10; i++)
        {
            await sandbox.OkAsync("users.profile.set", profile, sandbox.Secret("user"));
        }

        Assert.Equal("ratelimited", await sandbox.ErrorAsync("users.profile.set", profile, sandbox.Secret("user")));
        Assert.Equal("profile-user", sandbox.Server.Ledger[^1].Bucket);
    }

    [Fact]
    public async Task History_of_a_commercial_app_outside_the_Marketplace_is_one_call_a_minute_and_fifteen_objects()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            await sandbox.InvokeAsync("message", new { channel = RunningSlack.General, text = $"m{i}" });
        }

        string token = sandbox.Secret("rotator-bot");
        Assert.Equal(15, (await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General, limit = 100 }, token)).GetProperty("messages").GetArrayLength());
        using HttpResponseMessage refused = await sandbox.SendAsync("conversations.history", new { channel = RunningSlack.General }, token);

        Assert.Equal(TimeSpan.FromSeconds(60), refused.Headers.RetryAfter!.Delta);
        await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General, limit = 100 });
        await sandbox.OkAsync("conversations.history", new { channel = RunningSlack.General, limit = 100 });
    }

    [Fact]
    public async Task The_clock_shortens_the_minute()
    {
        await using RunningSlack sandbox = await RunningSlack.StartAsync(new() { Clock = 60, Limits = new Dictionary<string, int> { ["tier2"] = 1 } });
        await sandbox.OkAsync("users.list");
        using HttpResponseMessage refused = await sandbox.SendAsync("users.list");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        await sandbox.OkAsync("users.list");
    }
}
