using System.Text.Json;
using DevFlow.Jira;
using DevFlow.Platforms.Tests.Sandbox;
using DevFlow.Platforms.Tests.Sandbox.Jira;

namespace DevFlow.Platforms.Tests.Jira;

/// <summary>The plugin against a running Jira of each product.</summary>
public sealed class JiraConnectionTests
{
    private readonly JiraPlugin _plugin = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxDeployment.Cloud, "admin", false, "mia@example.com")]
    [InlineData(SandboxDeployment.Cloud, "scoped", true, "emma@example.com")]
    [InlineData(SandboxDeployment.Cloud, "oauth", true, "mia@example.com")]
    [InlineData(SandboxDeployment.DataCenter, "admin", false, "mia")]
    [InlineData(SandboxDeployment.DataCenter, "password", false, "emma")]
    [InlineData(SandboxDeployment.DataCenter, "oauth", false, "mia")]
    public async Task Every_login_tells_its_account(SandboxDeployment deployment, string login, bool atGateway, string account)
    {
        await using RunningJira jira = await RunningJira.StartAsync(deployment);
        using AuthenticatedChain chain = Chain(jira, login);
        IPlatformApi api = Open(jira, chain, atGateway);

        Identity identity = await api.GetIdentityAsync(Cancelled);

        Assert.Equal(account, identity.Account);
    }

    [Theory]
    [InlineData(SandboxDeployment.Cloud, "expired", false, ErrorReason.AuthenticationFailed)]
    [InlineData(SandboxDeployment.Cloud, "scoped", false, ErrorReason.AuthenticationFailed)]
    [InlineData(SandboxDeployment.Cloud, "oauth", false, ErrorReason.AuthenticationFailed)]
    [InlineData(SandboxDeployment.DataCenter, "expired", false, ErrorReason.AuthenticationFailed)]
    public async Task A_login_that_does_not_count_here_is_refused_with_the_way_out(SandboxDeployment deployment, string login, bool atGateway, ErrorReason reason)
    {
        await using RunningJira jira = await RunningJira.StartAsync(deployment);
        jira.Clock.Advance(TimeSpan.FromDays(1));
        using AuthenticatedChain chain = Chain(jira, login);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => Open(jira, chain, atGateway).GetIdentityAsync(Cancelled));

        Assert.Equal(reason, error.Reason);
        Assert.NotNull(error.RecommendedAction);
        Assert.NotNull(error.RequestId);
        Assert.DoesNotContain(jira.Secret(login), error.Message + error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_read_to_its_end_page_by_page()
    {
        await using RunningJira jira = await RunningJira.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            await jira.CreateIssueAsync($"Issue {i}");
        }

        using AuthenticatedChain chain = Chain(jira, "admin");
        IPlatformApi api = Open(jira, chain, atGateway: false);
        using HttpMessageInvoker invoker = new(chain, disposeHandler: false);
        List<string> keys = [];
        Uri? page = new(jira.Server.BaseUri, "rest/api/3/search/jql?jql=summary%20~%20Issue&maxResults=2&fields=summary");
        while (page is not null)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, page);
            using HttpResponseMessage answer = await invoker.SendAsync(request, Cancelled);
            Assert.True(api.IsSuccess(answer));
            keys.AddRange(RunningJira.Keys(JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Cancelled))));
            page = api.GetNextPage(answer);
        }

        Assert.True(keys.Count >= 5 && keys.Distinct(StringComparer.Ordinal).Count() == keys.Count, string.Join(", ", keys));
        Assert.True(chain.Asked.Count >= 3);
    }

    [Theory]
    [InlineData(SandboxDeployment.Cloud)]
    [InlineData(SandboxDeployment.DataCenter)]
    public async Task A_signed_delivery_is_verified_and_read(SandboxDeployment deployment)
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningJira jira = await RunningJira.StartAsync(deployment);
        await jira.CallAsync("POST", "/rest/webhooks/1.0/webhook", $$"""{"name":"hook","url":"{{receiver.Address}}","events":["jira:issue_created"],"secret":"s3cret"}""");
        string key = await jira.CreateIssueAsync("Told");

        WebhookRequest delivery = ToRequest(await receiver.NextAsync(), jira.Clock.GetUtcNow());
        Assert.True(_plugin.Webhooks.Verify(delivery, "s3cret"u8));
        Assert.False(_plugin.Webhooks.Verify(delivery, "s4cret"u8));
        Assert.Null(_plugin.Webhooks.AnswerTest(delivery));
        Event received = _plugin.Webhooks.ToEvent(delivery);
        Assert.Equal(("jira.issue.created", key, jira.Server.BaseUri.GetLeftPart(UriPartial.Authority)), (received.Topic, received.Subject, received.Source));
    }

    [Fact]
    public async Task A_delivery_of_a_dynamic_webhook_is_verified_by_the_app_s_secret()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        await using RunningJira jira = await RunningJira.StartAsync();
        await jira.CallAsync("POST", "gateway:/rest/api/3/webhook", $$"""{"url":"{{receiver.Address}}","webhooks":[{"events":["jira:issue_created"],"jqlFilter":"project = EX"}]}""", "oauth");
        await jira.CreateIssueAsync("Told");

        WebhookRequest delivery = ToRequest(await receiver.NextAsync(), jira.Clock.GetUtcNow());
        Assert.StartsWith("Bearer ", delivery.Header("Authorization"), StringComparison.Ordinal);
        Assert.True(_plugin.Webhooks.Verify(delivery, System.Text.Encoding.UTF8.GetBytes(jira.Secret("client"))));
        Assert.False(_plugin.Webhooks.Verify(delivery, "another"u8));
        Assert.False(_plugin.Webhooks.Verify(ToRequest(delivery, jira.Clock.GetUtcNow().AddMinutes(5)), System.Text.Encoding.UTF8.GetBytes(jira.Secret("client"))));
    }

    [Theory]
    [InlineData(SandboxDeployment.Cloud, "burst", "jira-burst-based")]
    [InlineData(SandboxDeployment.DataCenter, "tokens", "user")]
    public async Task A_refusal_by_the_platform_is_read_for_what_it_is(SandboxDeployment deployment, string limit, string policy)
    {
        await using RunningJira jira = await RunningJira.StartAsync(new SandboxOptions { Deployment = deployment, Limits = new Dictionary<string, int> { [limit] = 2 } });
        using AuthenticatedChain chain = Chain(jira, "admin");
        IPlatformApi api = Open(jira, chain, atGateway: false);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                await api.GetIdentityAsync(Cancelled);
            }
        });

        Assert.Equal((ErrorReason.RateLimited, 429), (error.Reason, error.StatusCode));
        Assert.Contains(policy, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RetryAt);
    }

    private AuthenticatedChain Chain(RunningJira jira, string login)
    {
        SandboxCredential credential = jira.Credential(login);
        bool isBasic = credential.Kind is "api-token" or "scoped-api-token" or "password";
        return new(_plugin, isBasic ? CredentialKind.Basic : CredentialKind.Token, isBasic ? credential.UserName! : "", jira.Secret(login));
    }

    private IPlatformApi Open(RunningJira jira, HttpMessageHandler chain, bool atGateway)
    {
        Uri site = atGateway ? new Uri(jira.Server.BaseUri, $"ex/jira/{jira.CloudId}") : jira.Server.BaseUri;
        return _plugin.OpenApi(_plugin.GetApiUri(site), chain);
    }

    private static WebhookRequest ToRequest(Delivery delivery, DateTimeOffset now) =>
        new(delivery.Headers.ToDictionary(header => header.Key, header => (IReadOnlyList<string>)[header.Value], StringComparer.OrdinalIgnoreCase), delivery.Body, now) { Target = "/hook" };

    private static WebhookRequest ToRequest(WebhookRequest delivery, DateTimeOffset now) =>
        new(new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = [delivery.Header("Authorization")!] }, delivery.Body, now) { Target = "/hook" };
}
