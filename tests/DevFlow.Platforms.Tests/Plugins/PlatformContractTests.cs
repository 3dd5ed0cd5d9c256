using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using DevFlow.Core.Http;
using DevFlow.Core.Logging;

namespace DevFlow.Platforms.Tests.Plugins;

/// <summary>What every platform must do alike, the four that come with DevFlow and one of a stranger: one suite, through the whole engine.</summary>
[Collection(nameof(PlatformContractTests))]
public sealed class PlatformContractTests
{
    public static TheoryData<string> Platforms => [.. PlatformFacts.All.Keys];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Connects_and_disconnects(string platform)
    {
        PlatformFacts facts = PlatformFacts.All[platform];
        await using RunningPlatform running = await facts.StartAsync(null);
        await using ContractHost host = await ContractHost.StartAsync(platform);

        Connection connection = await host.ConnectAsync(facts, running);

        Assert.Equal(platform, connection.Platform);
        Assert.NotEmpty(connection.Account);
        Assert.NotEmpty(connection.TokenKind);
        Assert.Equal(connection.Name, Assert.Single(host.Engine.Connections.List()).Name);
        PlatformStatus status = host.Engine.ListPlatforms().Single(status => status.Platform == platform);
        Assert.Equal((PluginState.Active, connection.Name), (status.State, Assert.Single(status.Connections)));
        await host.Engine.Connections.DisconnectAsync(connection, Cancelled);
        Assert.Empty(host.Engine.Connections.List());
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Refuses_a_token_it_does_not_know_and_keeps_nothing_of_it(string platform)
    {
        PlatformFacts facts = PlatformFacts.All[platform];
        await using RunningPlatform running = await facts.StartAsync(null);
        await using ContractHost host = await ContractHost.StartAsync(platform);

        DevFlowException unknown = await Assert.ThrowsAsync<DevFlowException>(() => host.ConnectAsync(facts, running, facts.UnknownToken));
        DevFlowException malformed = await Assert.ThrowsAsync<DevFlowException>(() => host.ConnectAsync(facts, running, facts.MalformedToken));

        Assert.Equal((ErrorReason.AuthenticationFailed, ErrorReason.InvalidArgument), (unknown.Reason, malformed.Reason));
        Assert.NotNull(unknown.RecommendedAction);
        Assert.NotNull(malformed.RecommendedAction);
        Assert.Empty(host.Engine.Connections.List());
        Assert.Empty(host.Engine.Credentials.List());
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Lists_page_by_page_to_the_end(string platform)
    {
        PlatformFacts facts = PlatformFacts.All[platform];
        await using RunningPlatform running = await facts.StartAsync(null);
        await using ContractHost host = await ContractHost.StartAsync(platform);
        Connection connection = await host.ConnectAsync(facts, running);

        int bySmallPages = await host.CountAsync(connection, facts, 1, Cancelled);

        Assert.True(bySmallPages > 1);
        Assert.Equal(await host.CountAsync(connection, facts, 100, Cancelled), bySmallPages);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Says_that_a_limit_is_used_up_and_until_when(string platform)
    {
        const int Units = 6;
        PlatformFacts facts = PlatformFacts.All[platform];
        await using RunningPlatform running = await facts.StartAsync(Units);
        await using ContractHost host = await ContractHost.StartAsync(platform);
        Connection connection = await host.ConnectAsync(facts, running);

        // A call that stops still waits out what nobody notices, and a bucket that refills within that is never found empty.
        CallScope.Current = new CallOptions { Behavior = RateLimitBehavior.Stop, MaxWait = TimeSpan.Zero, UsesCache = false };

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(async () =>
        {
            for (int i = 0; i < 20 * Units; i++)
            {
                await host.CountAsync(connection, facts, 1, Cancelled);
            }
        });

        Assert.Equal(ErrorReason.RateLimited, error.Reason);
        Assert.True(error.RetryAt > TimeProvider.System.GetUtcNow().AddSeconds(-1), $"{error.RetryAt}");
        Assert.NotNull(error.Bucket);
        Assert.NotNull(error.RecommendedAction);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Takes_signed_deliveries_and_no_others(string platform)
    {
        PlatformFacts facts = PlatformFacts.All[platform];
        await using ContractHost host = await ContractHost.StartAsync(platform);
        using SecretBuffer secret = SecretBuffer.FromChars(facts.WebhookSecret);
        WebhookListener listener = await host.ListenAsync(platform, secret);
        using HttpClient client = new();
        (byte[] body, Dictionary<string, string> headers) = facts.Sign(TimeProvider.System.GetUtcNow());

        async Task<HttpStatusCode> SendAsync(byte[] content, Func<KeyValuePair<string, string>, bool> keeps)
        {
            using HttpRequestMessage delivery = new(HttpMethod.Post, listener.Uri) { Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
            foreach ((string name, string value) in headers.Where(keeps))
            {
                delivery.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage answer = await client.SendAsync(delivery, Cancelled);
            return answer.StatusCode;
        }

        byte[] changed = [.. body];
        changed[changed.Length / 2] ^= 1;
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(changed, static _ => true));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(body, header => !header.Key.Equals(facts.SignatureHeader, StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(body, static _ => true));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(body, static _ => true));

        Assert.Equal((1, 1, 2), (listener.Accepted, listener.Duplicates, listener.Rejected));
        Assert.StartsWith(platform + ".", Assert.Single(host.Engine.Events.Topics), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Ends_a_call_that_is_cancelled_at_once(string platform)
    {
        PlatformFacts facts = PlatformFacts.All[platform];
        await using RunningPlatform running = await facts.StartAsync(null);
        await using ContractHost host = await ContractHost.StartAsync(platform);
        Connection connection = await host.ConnectAsync(facts, running);
        running.Hold();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        Task<int> listing = host.CountAsync(connection, facts, 1, stop.Token);
        Assert.False(listing.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Shows_its_token_nowhere(string platform)
    {
        PlatformFacts facts = PlatformFacts.All[platform];
        await using RunningPlatform running = await facts.StartAsync(null);
        await using ContractHost host = await ContractHost.StartAsync(platform);
        string token = running.Token;
        LogScope.Current = host;

        DevFlowException refused = await Assert.ThrowsAsync<DevFlowException>(() => host.ConnectAsync(facts, running, facts.UnknownToken));
        Connection connection = await host.ConnectAsync(facts, running);
        await host.CountAsync(connection, facts, 1, Cancelled);
        DevFlowException failed = await Assert.ThrowsAsync<DevFlowException>(async () =>
        {
            await foreach (JsonElement item in PlatformRequestSender.SendAsync(host.Engine.Connections.Open(connection), new PlatformRequest { Method = HttpMethod.Get, Path = $"/nothing-of-this-name?token={token}" }, Cancelled))
            {
                Assert.Fail($"There is no such thing, but: {item}");
            }
        });

        Assert.NotEmpty(host.Log);
        Assert.All([host.Log, host.Home, refused.ToString(), connection.ToString()], shown =>
        {
            Assert.DoesNotContain(token, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(facts.UnknownToken, shown, StringComparison.Ordinal);
        });
        Assert.DoesNotContain(token, host.Engine.Redactor.Redact(failed.ToString()), StringComparison.Ordinal);
    }
}
