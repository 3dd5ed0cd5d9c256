namespace DevFlow.Platforms.Tests.Contract;

/// <summary>One run of a platform's contract for all tests of a class.</summary>
/// <typeparam name="TPlatform">The platform.</typeparam>
public sealed class ContractFixture<TPlatform> : IAsyncLifetime
    where TPlatform : ContractPlatform, new()
{
    private ContractRun? _run;

    /// <summary>The run; skips the test where the descriptions are not on this machine.</summary>
    public ContractRun Run
    {
        get
        {
            Assert.SkipUnless(_run!.HasDescriptions, "The vendor's descriptions are not on this machine (DEVFLOW_TESTDATA).");
            return _run;
        }
    }

    public async ValueTask InitializeAsync() => _run = await ContractRun.CreateAsync(new TPlatform(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
