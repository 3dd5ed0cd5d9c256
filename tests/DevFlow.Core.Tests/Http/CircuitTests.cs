using System.Net;

namespace DevFlow.Core.Tests.Http;

public sealed class CircuitTests
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task Ten_failures_open_it_however_much_went_well_before(int successes)
    {
        bool isHealthy = true;
        await using ScriptedServer server = new((_, _) => isHealthy ? Answer.Ok() : Answer.Status(500));
        using ChainFixture chain = new(server.Uri);
        await PostAsync(chain, server, successes);
        isHealthy = false;

        await PostAsync(chain, server, 10);

        DevFlowException open = await chain.FailAsync(server.Uri, "POST");
        Assert.Equal(ErrorReason.CircuitOpen, open.Reason);
        Assert.Equal(chain.Time.GetUtcNow() + Break, open.RetryAt);
        Assert.Equal("core", open.Bucket);
        Assert.Contains("15 s", open.Message, StringComparison.Ordinal);
        Assert.Contains("status 500", open.Message, StringComparison.Ordinal);
        Assert.Equal(successes + 10, server.Requests.Count);
    }

    [Fact]
    public async Task Half_of_the_calls_failing_opens_it_and_a_quarter_does_not()
    {
        int failEvery = 4;
        await using ScriptedServer server = new((_, number) => number % failEvery == 0 ? Answer.Status(502) : Answer.Ok());
        using ChainFixture chain = new(server.Uri);
        await PostAsync(chain, server, 100);
        Assert.Equal(CircuitState.Closed, Look(chain).State);
        Assert.Equal((20, 5), (Look(chain).Calls, Look(chain).Failures));

        failEvery = 2;
        await PostAsync(chain, server, 18);

        Assert.Equal(CircuitState.Open, Look(chain).State);
    }

    [Fact]
    public async Task One_probe_passes_after_the_break_and_closes_it_when_it_goes_well()
    {
        TaskCompletionSource probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isHealthy = false;
        await using ScriptedServer server = new((_, _) => isHealthy ? Answer.Ok() : Answer.Status(500));
        using ChainFixture chain = new(server.Uri, transport: new HeldTransport(() => isHealthy ? probed.Task : Task.CompletedTask));
        await PostAsync(chain, server, 10);
        chain.Time.Advance(Break);
        isHealthy = true;

        Task<HttpResponseMessage> probe = chain.SendAsync(server.Uri);
        Assert.Equal(CircuitState.HalfOpen, Look(chain).State);
        Assert.Equal(ErrorReason.CircuitOpen, (await chain.FailAsync(server.Uri)).Reason);

        probed.SetResult();
        using HttpResponseMessage response = await probe;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(CircuitState.Closed, Look(chain).State);
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task A_probe_that_fails_opens_it_for_as_long_again()
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(500));
        using ChainFixture chain = new(server.Uri);
        await PostAsync(chain, server, 10);
        chain.Time.Advance(Break);

        await PostAsync(chain, server, 1);

        Assert.Equal(CircuitState.Open, Look(chain).State);
        Assert.Equal(chain.Time.GetUtcNow() + Break, Look(chain).RetryAt);
    }

    [Fact]
    public async Task A_probe_that_is_cancelled_leaves_the_next_call_to_probe()
    {
        bool isHealthy = false;
        TaskCompletionSource never = new();
        await using ScriptedServer server = new((_, _) => isHealthy ? Answer.Ok() : Answer.Status(500));
        bool hold = false;
        using ChainFixture chain = new(server.Uri, transport: new HeldTransport(() => hold ? never.Task : Task.CompletedTask));
        await PostAsync(chain, server, 10);
        chain.Time.Advance(Break);
        (isHealthy, hold) = (true, true);
        using CancellationTokenSource stop = new();
        using HttpRequestMessage request = new(HttpMethod.Get, server.Uri);
        Task<HttpResponseMessage> probe = chain.Session.Invoker.SendAsync(request, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);

        hold = false;
        (await chain.SendAsync(server.Uri)).Dispose();

        Assert.Equal(CircuitState.Closed, Look(chain).State);
    }

    [Fact]
    public async Task Refusals_by_a_limit_never_open_it()
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(429, "", "Retry-After: 1"));
        using ChainFixture chain = new(server.Uri);
        for (int call = 0; call < 30; call++)
        {
            Assert.Equal(ErrorReason.RateLimited, (await chain.FailAsync(server.Uri, "POST")).Reason);
        }

        Assert.Equal((CircuitState.Closed, 0), (Look(chain).State, Look(chain).Failures));
    }

    [Fact]
    public async Task Another_host_and_another_class_of_calls_pass_on()
    {
        await using ScriptedServer failing = new((request, _) => request.Path == "/" ? Answer.Status(500) : Answer.Ok());
        using ChainFixture chain = new(failing.Uri);
        await PostAsync(chain, failing, 10);

        Assert.Equal(ErrorReason.CircuitOpen, (await chain.FailAsync(failing.Uri)).Reason);
        (await chain.SendAsync(new Uri(failing.Uri, "search"))).Dispose();

        Assert.Equal(["core Open", "search Closed"], chain.Hosts.ListCircuits().Select(static circuit => $"{circuit.Bucket} {circuit.State}"));
    }

    [Fact]
    public async Task A_reset_closes_it_at_once()
    {
        bool isHealthy = false;
        await using ScriptedServer server = new((_, _) => isHealthy ? Answer.Ok() : Answer.Status(500));
        using ChainFixture chain = new(server.Uri);
        await PostAsync(chain, server, 10);
        CircuitBreaker open = Look(chain);
        isHealthy = true;

        CircuitBreaker? reset = chain.Hosts.ResetCircuit(open.Host, open.Bucket);

        Assert.Equal((CircuitState.Closed, 0, null, null), (reset!.State, reset.Failures, reset.OpenedAt, reset.RetryAt));
        (await chain.SendAsync(server.Uri)).Dispose();
        Assert.Null(chain.Hosts.ResetCircuit("http://elsewhere", "core"));
    }

    [Fact]
    public async Task Failures_of_long_ago_do_not_count()
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(500));
        using ChainFixture chain = new(server.Uri);
        await PostAsync(chain, server, 9);
        chain.Time.Advance(TimeSpan.FromMinutes(6));

        await PostAsync(chain, server, 1);

        Assert.Equal((CircuitState.Closed, 1), (Look(chain).State, Look(chain).Failures));
    }

    [Fact]
    public async Task A_probe_whose_answer_cannot_be_read_ends_all_the_same()
    {
        Answer answer = Answer.Status(500);
        await using ScriptedServer server = new((_, _) => answer);
        using ChainFixture chain = new(server.Uri);
        await PostAsync(chain, server, 10);
        chain.Time.Advance(TimeSpan.FromSeconds(15));
        answer = Answer.Ok("{}", "X-Limit: core x");
        Assert.NotNull(await Record.ExceptionAsync(() => chain.SendAsync(server.Uri)));
        answer = Answer.Ok();

        using HttpResponseMessage response = await chain.SendAsync(server.Uri);

        Assert.Equal(CircuitState.Closed, Look(chain).State);
    }

    private static CircuitBreaker Look(ChainFixture chain) => Assert.Single(chain.Hosts.ListCircuits());

    private static async Task PostAsync(ChainFixture chain, ScriptedServer server, int times)
    {
        for (int i = 0; i < times; i++)
        {
            (await chain.SendAsync(server.Uri, "POST", "{}")).Dispose();
        }
    }

    /// <summary>Real sockets that wait for the test before each request.</summary>
    private sealed class HeldTransport(Func<Task> hold) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await hold().WaitAsync(cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
