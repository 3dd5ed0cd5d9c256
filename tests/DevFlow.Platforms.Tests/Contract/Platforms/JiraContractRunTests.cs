namespace DevFlow.Platforms.Tests.Contract;

public sealed class JiraContractRunTests(ContractFixture<JiraContract> fixture) : ContractTests<JiraContract>(fixture);
