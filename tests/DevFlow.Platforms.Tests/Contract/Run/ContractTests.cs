using System.Diagnostics.CodeAnalysis;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>The contract tests of a platform: one for each operation its sandbox serves.</summary>
/// <typeparam name="TPlatform">The platform.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "xunit asks for static members.")]
public abstract class ContractTests<TPlatform>(ContractFixture<TPlatform> fixture) : IClassFixture<ContractFixture<TPlatform>>
    where TPlatform : ContractPlatform, new()
{
    public static async Task<TheoryData<string>> ListOperationsAsync() =>
        [.. (await new TPlatform().ReadRoutesAsync(CancellationToken.None)).Select(route => $"{route.Method} {route.Template}")];

    [Theory]
    [MemberData(nameof(ListOperationsAsync))]
    public async Task Every_answer_is_as_the_vendor_describes_it(string operation)
    {
        ContractRun run = fixture.Run;
        ServedRoute route = run.Served.Single(served => $"{served.Method} {served.Template}" == operation);

        IReadOnlyList<Finding> findings = await run.TryAsync(route, TestContext.Current.CancellationToken);

        Assert.True(findings.Count == 0, $"{operation}: {findings.Count} findings{Environment.NewLine}{string.Join(Environment.NewLine, findings.Take(40))}");
    }

    [Fact]
    public async Task No_known_fault_is_kept_that_no_longer_occurs()
    {
        IReadOnlyList<KnownFault> stale = await fixture.Run.FindStaleFaultsAsync(TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine($"{fixture.Run.Served.Count} operations, {fixture.Run.Calls} requests");
        Assert.Empty(stale);
    }

    [Fact]
    public void Every_request_written_by_hand_is_for_a_served_operation() => Assert.Empty(fixture.Run.StrayExchanges);
}
