namespace DevFlow.Platforms.Tests.Contract;

/// <summary>One run of a platform's contract for all tests of a class.</summary>
/// <typeparam name="TPlatform">The platform.</typeparam>
public sealed class ContractFixture<TPlatform>
    where TPlatform : ContractPlatform, new()
{
    private readonly ContractRun _run = Create();

    /// <summary>The run; skips the test where the descriptions are not on this machine.</summary>
    public ContractRun Run
    {
        get
        {
            Assert.SkipUnless(_run.HasDescriptions, "The vendor's descriptions are not on this machine (DEVFLOW_TESTDATA).");
            return _run;
        }
    }

    private static ContractRun Create()
    {
        TPlatform platform = new();
        return new(platform, KnownFaults.Of(platform.Id));
    }
}
