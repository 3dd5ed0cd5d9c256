using System.Net;
using System.Net.Sockets;
using DevFlow.Core.Http;

namespace DevFlow.Core.Tests.Http;

public sealed class RetryTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_safe_request_is_repeated_until_it_succeeds_and_signs_each_attempt_once(string method)
    {
        await using ScriptedServer server = new((_, number) => number < 3 ? Answer.Status(503) : Answer.Status(200));
        using ChainFixture chain = new(server.Uri);

        using HttpResponseMessage response = await chain.SendAsync(server.Uri, method);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, static r => Assert.Equal([ChainFixture.Token], r.Values(HeaderPlatform.TokenHeader)));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task A_request_that_changes_nothing_more_the_second_time_is_repeated(string method)
    {
        await using ScriptedServer server = new((_, number) => number == 1 ? Answer.Reset : number == 2 ? Answer.Status(502) : Answer.Ok());
        using ChainFixture chain = new(server.Uri);

        using HttpResponseMessage response = await chain.SendAsync(server.Uri, method, method == "PUT" ? "{}" : null);

        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task A_request_the_platform_says_it_did_not_carry_out_is_repeated_whatever_its_method(string method)
    {
        await using ScriptedServer server = new((_, number) => number < 3 ? Answer.Status(423) : Answer.Ok());
        using ChainFixture chain = new(server.Uri);

        using HttpResponseMessage response = await chain.SendAsync(server.Uri, method, "{}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_can_be_read_only_once_is_sent_once()
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(503));
        using ChainFixture chain = new(server.Uri);
        using HttpRequestMessage request = new(HttpMethod.Put, server.Uri) { Content = new StreamContent(new MemoryStream([1])) };

        using HttpResponseMessage response = await chain.SendAsync(request);

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task A_request_that_may_have_been_executed_is_never_repeated(string method)
    {
        await using ScriptedServer failing = new((_, _) => Answer.Status(503));
        await using ScriptedServer resetting = new((_, _) => Answer.Reset);
        using ChainFixture first = new(failing.Uri);
        using ChainFixture second = new(resetting.Uri);

        using HttpResponseMessage response = await first.SendAsync(failing.Uri, method, "{}");
        DevFlowException error = await second.FailAsync(resetting.Uri, method);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Single(failing.Requests);
        Assert.Equal(ErrorReason.Unreachable, error.Reason);
        Assert.Single(resetting.Requests);
    }

    [Fact]
    public async Task A_reset_connection_is_repeated_for_a_GET()
    {
        await using ScriptedServer server = new((_, number) => number == 1 ? Answer.Reset : Answer.Ok());
        using ChainFixture chain = new(server.Uri);

        using HttpResponseMessage response = await chain.SendAsync(server.Uri);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_repeated_for_a_GET()
    {
        await using ScriptedServer server = new((_, number) => number == 1 ? Answer.Raw(200, ["Content-Length: 100"], "{"u8.ToArray()) : Answer.Ok("""{"whole":true}"""));
        using ChainFixture chain = new(server.Uri);

        Assert.True(Assert.Single(await chain.ListAsync("/")).GetProperty("whole").GetBoolean());
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_breaks_off_each_time_is_an_error_that_names_the_host()
    {
        await using ScriptedServer server = new((_, _) => Answer.Raw(200, ["Content-Length: 100"], "{"u8.ToArray()));
        using ChainFixture chain = new(server.Uri);

        DevFlowException error = await chain.FailAsync(server.Uri);

        Assert.Equal(ErrorReason.Unreachable, error.Reason);
        Assert.Contains(server.Uri.Authority, error.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_was_never_made_is_repeated_even_for_a_POST()
    {
        using ChainFixture chain = new(ClosedPort());

        DevFlowException error = await chain.FailAsync(ClosedPort(), "POST");

        Assert.Equal(ErrorReason.Unreachable, error.Reason);
        Assert.NotNull(error.RecommendedAction);
        Assert.Equal(3, chain.Time.Waits.Count);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_an_error_that_names_it()
    {
        using ChainFixture chain = new(new Uri("http://no-such-host.invalid/"));

        DevFlowException error = await chain.FailAsync(new Uri("http://no-such-host.invalid/"));

        Assert.Equal(ErrorReason.Unreachable, error.Reason);
        Assert.Contains("no-such-host.invalid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_After_is_respected_as_seconds_and_as_a_date()
    {
        await using ScriptedServer seconds = new((_, number) => number == 1 ? Answer.Status(503, "", "Retry-After: 3") : Answer.Ok());
        await using ScriptedServer date = new((_, number) => number == 1 ? Answer.Status(503, "", "Retry-After: Mon, 23 Nov 2026 10:00:07 GMT") : Answer.Ok());
        using ChainFixture first = new(seconds.Uri);
        using ChainFixture second = new(date.Uri);

        using HttpResponseMessage one = await first.SendAsync(seconds.Uri);
        using HttpResponseMessage two = await second.SendAsync(date.Uri);

        Assert.InRange(Assert.Single(first.Time.Waits), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3.1));
        Assert.InRange(Assert.Single(second.Time.Waits), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7.1));
    }

    [Theory]
    [InlineData("Retry-After: 60")]
    [InlineData("Retry-After: Mon, 23 Nov 2026 11:00:00 GMT")]
    public async Task A_longer_wait_belongs_to_the_caller(string header)
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(503, "", header));
        using ChainFixture chain = new(server.Uri);

        using HttpResponseMessage response = await chain.SendAsync(server.Uri);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Single(server.Requests);
        Assert.Empty(chain.Time.Waits);
    }

    [Theory]
    [InlineData("Retry-After: 0")]
    [InlineData("Retry-After: Mon, 23 Nov 2026 09:00:00 GMT")]
    public async Task A_wait_of_nothing_leaves_the_delay_to_the_strategy(string header)
    {
        await using ScriptedServer server = new((_, number) => number == 1 ? Answer.Status(503, "", header) : Answer.Ok());
        using ChainFixture chain = new(server.Uri);

        using HttpResponseMessage response = await chain.SendAsync(server.Uri);

        Assert.True(Assert.Single(chain.Time.Waits) > TimeSpan.Zero);
    }

    [Fact]
    public async Task An_attempt_that_gets_no_answer_times_out()
    {
        await using ScriptedServer server = new((_, _) => Answer.Silence);
        await AssertTimesOutAsync(server);
    }

    [Fact]
    public async Task An_attempt_whose_body_stalls_times_out()
    {
        await using ScriptedServer server = new((_, _) => Answer.Raw(200, ["Content-Length: 100"], "{"u8.ToArray(), AnswerEnd.Hang));
        await AssertTimesOutAsync(server);
    }

    [Fact]
    public async Task A_connect_time_out_of_the_sockets_is_an_unreachable_host()
    {
        using SocketsHttpHandler silent = new()
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(20),
            ConnectCallback = static async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return Stream.Null;
            },
        };
        Uri address = new("https://silent.example/");
        using ChainFixture chain = new(address, transport: silent);

        DevFlowException error = await chain.FailAsync(address);

        Assert.Equal(ErrorReason.Unreachable, error.Reason);
        Assert.Contains("silent.example", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_cancels_gets_a_cancellation()
    {
        await using ScriptedServer server = new((_, _) => Answer.Silence);
        using ChainFixture chain = new(server.Uri);

        await AssertCancelsAsync(chain, server);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Whatever_ended_a_call_the_next_one_has_its_own_time()
    {
        await using ScriptedServer server = new((_, number) => number % 2 == 1 ? Answer.Silence : Answer.Ok());
        using ChainFixture chain = new(server.Uri);

        await AssertCancelsAsync(chain, server);
        (await chain.SendAsync(server.Uri)).Dispose();
        await server.AnsweredAsync();

        await AssertTimesOutAsync(chain, server);
        (await chain.SendAsync(server.Uri)).Dispose();

        Assert.Equal(4, server.Requests.Count);
    }

    private static async Task AssertTimesOutAsync(ScriptedServer server)
    {
        using ChainFixture chain = new(server.Uri);
        await AssertTimesOutAsync(chain, server);
        Assert.Single(server.Requests);
    }

    private static async Task AssertTimesOutAsync(ChainFixture chain, ScriptedServer server)
    {
        Task<DevFlowException> failing = chain.FailAsync(server.Uri, "POST");
        await server.AnsweredAsync();
        chain.Time.ExpireLongWaits();

        DevFlowException error = await failing;

        Assert.Equal(ErrorReason.TimedOut, error.Reason);
        Assert.Contains("100 s", error.Message, StringComparison.Ordinal);
    }

    private static async Task AssertCancelsAsync(ChainFixture chain, ScriptedServer server)
    {
        using CancellationTokenSource stop = new();
        using HttpRequestMessage request = new(HttpMethod.Get, server.Uri);
        Task<HttpResponseMessage> sending = chain.Session.Invoker.SendAsync(request, stop.Token);
        await server.AnsweredAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private static Uri ClosedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
    }
}
