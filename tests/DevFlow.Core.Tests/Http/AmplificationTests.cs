using DevFlow.Core.Http;

namespace DevFlow.Core.Tests.Http;

public sealed class AmplificationTests
{
    private const int Calls = 400;

    [Fact]
    public async Task When_everything_fails_the_host_gets_at_most_a_tenth_more_than_it_was_called()
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(500));
        using ChainFixture chain = new(server.Uri);
        for (int call = 0; call < Calls; call++)
        {
            // The breaker alone would keep nearly all of them away: what is shown is the budget.
            chain.Hosts.ListCircuits().ToList().ForEach(circuit => chain.Hosts.ResetCircuit(circuit.Host, circuit.Bucket));
            (await chain.SendAsync(server.Uri)).Dispose();
        }

        Assert.InRange(server.Requests.Count, Calls, Calls * 1.1);
    }

    [Fact]
    public async Task When_every_call_is_refused_the_host_gets_at_most_a_tenth_more_too()
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(429, "", "Retry-After: 1"));
        using ChainFixture chain = new(server.Uri);
        for (int call = 0; call < Calls; call++)
        {
            Assert.Equal(ErrorReason.RateLimited, (await chain.FailAsync(server.Uri)).Reason);
        }

        Assert.InRange(server.Requests.Count, Calls, Calls * 1.1);
    }

    [Fact]
    public async Task With_the_breaker_a_host_that_is_gone_gets_hardly_any_calls()
    {
        await using ScriptedServer server = new((_, _) => Answer.Reset);
        using ChainFixture chain = new(server.Uri);
        for (int call = 0; call < Calls; call++)
        {
            await chain.FailAsync(server.Uri);
        }

        Assert.InRange(server.Requests.Count, 10, 20);
    }
}
