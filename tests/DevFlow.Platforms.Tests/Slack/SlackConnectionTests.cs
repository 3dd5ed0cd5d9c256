using System.Text;
using System.Text.Json;
using DevFlow.Platforms.Tests.Sandbox;
using DevFlow.Platforms.Tests.Sandbox.Slack;
using DevFlow.Sandbox.Hosting;
using DevFlow.Slack;

namespace DevFlow.Platforms.Tests.Slack;

/// <summary>The plugin against a running Slack.</summary>
public sealed class SlackConnectionTests
{
    private const int MostCalls = 10;
    private readonly SlackPlugin _plugin = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bot", "bot token")]
    [InlineData("user", "user token")]
    [InlineData("app", "app-level token")]
    [InlineData("rotator-bot", "rotating bot token")]
    public async Task Every_token_tells_its_account(string login, string kind)
    {
        await using RunningSlack slack = await RunningSlack.StartAsync();
        using AuthenticatedChain chain = Chain(slack, login);

        Identity identity = await Open(slack, chain).GetIdentityAsync(Cancelled);

        Assert.Equal(kind, _plugin.Authentication.DescribeToken(slack.Secret(login)));
        Assert.NotEmpty(identity.Account);
        Assert.NotEmpty(identity.Scopes);
    }

    [Fact]
    public async Task A_token_that_does_not_count_and_one_that_may_not_are_told_apart()
    {
        await using RunningSlack slack = await RunningSlack.StartAsync();
        using AuthenticatedChain unknown = new(_plugin, CredentialKind.Token, "", "xoxb-1-2-abc");
        using AuthenticatedChain reader = Chain(slack, "read-only");

        DevFlowException refused = await Assert.ThrowsAsync<DevFlowException>(() => Open(slack, unknown).GetIdentityAsync(Cancelled));
        DevFlowException denied = await FailAsync(slack, reader, $"chat.postMessage?channel={RunningSlack.General}&text=hi");

        Assert.Equal((ErrorReason.AuthenticationFailed, ErrorReason.PermissionDenied), (refused.Reason, denied.Reason));
        Assert.Contains("chat:write", denied.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_read_to_its_end_cursor_by_cursor()
    {
        await using RunningSlack slack = await RunningSlack.StartAsync();
        using AuthenticatedChain chain = Chain(slack, "bot");
        IPlatformApi api = Open(slack, chain);
        using HttpMessageInvoker invoker = new(chain, disposeHandler: false);
        List<string> ids = [];
        Uri? page = new(slack.Server.BaseUri, "api/conversations.list?limit=1");
        while (page is not null)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, page);
            using HttpResponseMessage answer = await invoker.SendAsync(request, Cancelled);
            Assert.True(api.IsSuccess(answer));
            ids.AddRange(JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Cancelled)).GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("id").GetString()!));
            page = api.GetNextPage(answer);
        }

        Assert.True(ids.Count > 1 && ids.Distinct(StringComparer.Ordinal).Count() == ids.Count, string.Join(", ", ids));
    }

    [Fact]
    public async Task A_second_message_within_a_channel_s_second_is_refused_for_the_channel()
    {
        await using RunningSlack slack = await RunningSlack.StartAsync();
        using AuthenticatedChain chain = Chain(slack, "bot");
        string call = $"chat.postMessage?channel={RunningSlack.General}&text=hi";
        await slack.OkAsync("chat.postMessage", new { channel = RunningSlack.General, text = "hi" });

        DevFlowException error = await FailAsync(slack, chain, call);

        Assert.Equal((ErrorReason.RateLimited, 429), (error.Reason, error.StatusCode));
        Assert.NotNull(error.RetryAt);
    }

    [Fact]
    public async Task The_tiers_are_those_of_every_method_the_sandbox_serves()
    {
        Dictionary<string, int> calls = new(StringComparer.Ordinal) { ["tier1"] = 1, ["tier2"] = 2, ["tier3"] = 3, ["tier4"] = 4, ["special"] = 5 };
        await using RunningSlack slack = await RunningSlack.StartAsync(new SandboxOptions
        {
            Limits = calls.Append(KeyValuePair.Create("history", calls["tier3"])).ToDictionary(StringComparer.Ordinal),
        });
        string[] methods = [.. ((PlatformServer)slack.Server).Operations.Select(operation => operation.Split("/api/")).Where(parts => parts.Length == 2).Select(parts => parts[1])];
        Assert.True(methods.Length > 40, string.Join(", ", methods));
        SlackPolicies policies = new();

        // Those are not limited before somebody is known, end the token, or have a limit besides.
        foreach (string method in methods.Except(["api.test", "oauth.v2.access", "oauth.v2.exchange", "auth.revoke", "chat.postMessage"], StringComparer.Ordinal))
        {
            string token = slack.Secret(method switch { "apps.connections.open" => "app", "users.profile.set" => "user", _ => "bot" });
            int granted = 0;
            while (granted < MostCalls && await CallAsync(slack, method, token) != "ratelimited")
            {
                granted++;
            }

            Assert.True(granted == calls[policies.Of(method).Name], $"{method}: {granted} calls, not those of {policies.Of(method).Name}");
        }
    }

    [Fact]
    public async Task What_people_do_is_verified_and_read()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningSlack slack = await RunningSlack.StartAsync();
        await slack.InvokeAsync("configure", new { commands = new Dictionary<string, string> { ["/deploy"] = receiver.Address.AbsoluteUri } });
        byte[] secret = Encoding.UTF8.GetBytes(slack.Secret("signing-secret"));

        Task<JsonElement> ran = slack.InvokeAsync("slash-command", new { command = "/deploy", text = "ABC-1 now" });
        WebhookRequest delivery = ToRequest(await receiver.NextAsync(), slack.Clock.GetUtcNow());
        await ran;

        Assert.True(_plugin.Webhooks.Verify(delivery, secret));
        Assert.False(_plugin.Webhooks.Verify(delivery, "another"u8));
        Assert.Null(_plugin.Webhooks.AnswerTest(delivery));
        Event command = _plugin.Webhooks.ToEvent(delivery);
        Assert.Equal("slack.command.deploy", command.Topic);
        Assert.Equal("ABC-1 now", command.GetData().GetProperty("text").GetString());
    }

    private static async Task<string?> CallAsync(RunningSlack slack, string method, string token) =>
        (await slack.CallAsync(method, token: token)).TryGetProperty("error", out JsonElement error) ? error.GetString() : null;

    private AuthenticatedChain Chain(RunningSlack slack, string login) => new(_plugin, CredentialKind.Token, "", slack.Secret(login));

    private IPlatformApi Open(RunningSlack slack, HttpMessageHandler chain) => _plugin.OpenApi(_plugin.GetApiUri(slack.Server.BaseUri), chain);

    private async Task<DevFlowException> FailAsync(RunningSlack slack, HttpMessageHandler chain, string call)
    {
        IPlatformApi api = Open(slack, chain);
        using HttpMessageInvoker invoker = new(chain, disposeHandler: false);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(slack.Server.BaseUri, "api/" + call));
        using HttpResponseMessage answer = await invoker.SendAsync(request, Cancelled);
        Assert.False(api.IsSuccess(answer));
        return await api.ReadErrorAsync(answer, Cancelled);
    }

    private static WebhookRequest ToRequest(Delivery delivery, DateTimeOffset now) =>
        new(delivery.Headers.ToDictionary(header => header.Key, header => (IReadOnlyList<string>)[header.Value], StringComparer.OrdinalIgnoreCase), delivery.Body, now);
}
