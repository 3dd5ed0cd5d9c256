namespace DevFlow.Platforms.Tests.Contract;

public sealed class GitHubContractRunTests(ContractFixture<GitHubContract> fixture) : ContractTests<GitHubContract>(fixture);
