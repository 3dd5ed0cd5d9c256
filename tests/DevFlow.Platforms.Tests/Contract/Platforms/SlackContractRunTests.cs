namespace DevFlow.Platforms.Tests.Contract;

public sealed class SlackContractRunTests(ContractFixture<SlackContract> fixture) : ContractTests<SlackContract>(fixture);
