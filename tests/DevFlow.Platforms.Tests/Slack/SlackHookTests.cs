using System.Net;
using System.Text;
using System.Text.Json;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Logging;
using DevFlow.Platforms.Tests.Plugins;
using DevFlow.Platforms.Tests.Sandbox.Slack;
using DevFlow.Sandbox;
using DevFlow.Slack;

namespace DevFlow.Platforms.Tests.Slack;

/// <summary>The address of an incoming webhook as a login, through the whole engine against the sandbox.</summary>
[Collection(nameof(PlatformContractTests))]
public sealed class SlackHookTests
{
    private readonly SlackPlugin _plugin = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_connected_without_posting_posts_messages_and_is_shown_nowhere()
    {
        await using RunningSlack slack = await StartAsync();
        await using ContractHost host = await ContractHost.StartAsync("slack");
        string secret = slack.Secret("incoming-webhook");
        LogScope.Current = host;

        Connection connection = await ConnectAsync(host, secret);
        ConnectionHealth health = await host.Engine.Connections.TestAsync(connection, Cancelled);

        Assert.Equal(0, slack.Server.Requests);
        Assert.Equal(("incoming webhook", $"slack@{slack.Server.BaseUri.Authority}"), (connection.TokenKind, connection.Name));
        Assert.Matches("^T0DEVFLOW01/B", connection.Account);
        Assert.True(health.IsHealthy);
        Assert.Contains("no way to try one but to post", health.Unchecked, StringComparison.Ordinal);
        Assert.Contains(health.Unchecked!, host.Log, StringComparison.Ordinal);

        JsonElement answer = await PostAsync(host, connection, """{"text":"deployed"}""");
        Assert.Equal("ok", answer.GetString());
        Assert.Equal(1, slack.Server.Requests);

        string last = secret[(secret.LastIndexOf('/') + 1)..];
        string[] shown = [host.Log, host.Home, connection.ToString(), JsonSerializer.Serialize(connection), JsonSerializer.Serialize(health), JsonSerializer.Serialize(host.Engine.Limits.List(includeQuiet: true).Select(limit => limit.Bucket))];
        Assert.All(shown, text => Assert.DoesNotContain(last, text, StringComparison.Ordinal));
        Assert.Contains("/services/T0DEVFLOW01/", host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_else_is_refused_before_it_is_sent_with_the_next_step()
    {
        await using RunningSlack slack = await StartAsync();
        await using ContractHost host = await ContractHost.StartAsync("slack");
        Connection connection = await ConnectAsync(host, slack.Secret("incoming-webhook"));
        PlatformSession session = host.Engine.Connections.Open(connection);

        DevFlowException[] refused =
        [
            await FailAsync(() => ReadAsync(session, new PlatformRequest { Method = HttpMethod.Get, Path = "/" })),
            await FailAsync(() => ReadAsync(session, new PlatformRequest { Method = HttpMethod.Post, Path = "/chat.postMessage", Body = "{}"u8.ToArray() })),
            await FailAsync(async () =>
            {
                (PlatformSession open, IPlatformList<ChatChannel> list) = host.Engine.Connections.OpenList(connection.Name, null, static plugin => plugin.Channels, "channels");
                await foreach (ChatChannel channel in Core.Listing.PageStream.ReadAsync(open, list, Cancelled))
                {
                    Assert.Fail($"A webhook lists no channel, but: {channel.Name}");
                }
            }),
        ];

        Assert.All(refused, error =>
        {
            Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
            Assert.Contains("Invoke-DevFlowRequest / -Method POST", error.RecommendedAction, StringComparison.Ordinal);
            Assert.Contains("bot token", error.RecommendedAction, StringComparison.Ordinal);
        });
        Assert.Equal(0, slack.Server.Requests);
    }

    [Fact]
    public async Task Messages_of_one_webhook_leave_one_a_second_and_none_is_refused()
    {
        await using RunningSlack slack = await StartAsync(new SandboxOptions());
        await using ContractHost host = await ContractHost.StartAsync("slack");
        Connection connection = await ConnectAsync(host, slack.Secret("incoming-webhook"));
        CallScope.Current = new CallOptions { Behavior = RateLimitBehavior.Stop, MaxWait = TimeSpan.Zero };

        await PostAsync(host, connection, """{"text":"one"}""");
        DevFlowException held = await FailAsync(() => PostAsync(host, connection, """{"text":"two"}"""));

        Assert.Equal((ErrorReason.RateLimited, "webhook"), (held.Reason, held.Bucket));
        Assert.Equal(1, slack.Server.Requests);
    }

    [Theory]
    [InlineData("[]", null, ErrorReason.InvalidArgument, "invalid_payload", 400)]
    [InlineData("""{"text":"x"}""", "removed", ErrorReason.AuthenticationFailed, "no_service", 404)]
    [InlineData("""{"text":"x"}""", "wrong", ErrorReason.AuthenticationFailed, "invalid_token", 403)]
    public async Task What_Slack_refuses_is_named_with_the_next_step(string body, string? fault, ErrorReason reason, string word, int status)
    {
        await using RunningSlack slack = await StartAsync();
        await using ContractHost host = await ContractHost.StartAsync("slack");
        string secret = slack.Secret("incoming-webhook");
        string given = fault switch
        {
            "removed" => new Uri(slack.Server.BaseUri, "/services/T0DEVFLOW01/B0NOTHERE01/abcdefghijklmnopqrstuvwx").AbsoluteUri,
            "wrong" => secret[..^3] + "000",
            _ => secret,
        };
        Connection connection = await ConnectAsync(host, given);

        DevFlowException error = await FailAsync(() => PostAsync(host, connection, body));

        Assert.Equal((reason, status), (error.Reason, error.StatusCode));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
        Assert.DoesNotContain(given[(given.LastIndexOf('/') + 1)..], error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("channel_is_archived", 410, ErrorReason.PermissionDenied)]
    [InlineData("channel_not_found", 404, ErrorReason.NotFound)]
    [InlineData("action_prohibited", 403, ErrorReason.PermissionDenied)]
    [InlineData("posting_to_general_channel_denied", 403, ErrorReason.PermissionDenied)]
    [InlineData("rollup_error", 500, ErrorReason.RequestFailed)]
    [InlineData("<html>a proxy's page</html>", 502, ErrorReason.RequestFailed)]
    public async Task Each_word_of_a_refusal_has_a_reason(string body, int status, ErrorReason reason)
    {
        using HttpResponseMessage answer = new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "text/html") };
        using SocketsHttpHandler unused = new();

        DevFlowException error = await _plugin.OpenApi(new Uri("https://hooks.slack.com/services/T1/B1/"), unused).ReadErrorAsync(answer, Cancelled);

        Assert.Equal((reason, status), (error.Reason, error.StatusCode));
        Assert.DoesNotContain('<', error.Message);
    }

    [Fact]
    public async Task One_that_was_stored_before_is_connected_by_its_name()
    {
        await using RunningSlack slack = await StartAsync();
        await using ContractHost host = await ContractHost.StartAsync("slack");
        using TokenSet secret = new(SecretBuffer.FromChars(slack.Secret("incoming-webhook")));
        Credential stored = await host.Engine.CredentialEditor.StoreAsync(new CredentialRequest { Name = "deploys", Platform = "slack" }, secret, AuditNote.None, Cancelled);

        Connection connection = await host.Engine.Connections.ConnectAsync(new ConnectRequest { Platform = "slack", Name = "deploys", CredentialName = "deploys" }, Cancelled);

        Assert.Equal(slack.Server.BaseUri.Authority, stored.Origin.Authority);
        Assert.Equal("ok", (await PostAsync(host, connection, """{"text":"x"}""")).GetString());
    }

    [Fact]
    public void An_address_with_the_secret_in_it_is_no_place_to_connect_to()
    {
        const string Secret = "https://hooks.slack.com/services/T1/B1/abcdef";

        DevFlowException error = Assert.Throws<DevFlowException>(() => _plugin.GetApiUri(new Uri(Secret)));

        Assert.DoesNotContain("abcdef", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("https://hooks.slack.com/services/T1/B1/", _plugin.GetApiUri(_plugin.Authentication.FindBaseUri(Secret)!).AbsoluteUri);
        Assert.Null(_plugin.Authentication.FindBaseUri("xoxb-1-2-abc"));
    }

    // Ten a second: what is tried here is not the limit.
    private static Task<RunningSlack> StartAsync(SandboxOptions? options = null) =>
        RunningSlack.StartAsync(options ?? new SandboxOptions { Limits = new Dictionary<string, int>(StringComparer.Ordinal) { ["channel"] = 10 } });

    private static Task<Connection> ConnectAsync(ContractHost host, string secret) =>
        host.Engine.Connections.ConnectAsync(new ConnectRequest { Platform = "slack", Secret = new TokenSet(SecretBuffer.FromChars(secret)) }, Cancelled);

    private static Task<JsonElement> PostAsync(ContractHost host, Connection connection, string body) =>
        ReadAsync(host.Engine.Connections.Open(connection), new PlatformRequest { Method = HttpMethod.Post, Path = "/", Body = Encoding.UTF8.GetBytes(body) });

    private static async Task<JsonElement> ReadAsync(PlatformSession session, PlatformRequest request)
    {
        JsonElement last = default;
        await foreach (JsonElement item in PlatformRequestSender.SendAsync(session, request, Cancelled))
        {
            last = item;
        }

        return last;
    }

    private static Task<DevFlowException> FailAsync(Func<Task> call) => Assert.ThrowsAsync<DevFlowException>(call);
}
