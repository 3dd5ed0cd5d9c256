namespace DevFlow.Platforms.Tests.Contract;

public sealed class GitLabContractRunTests(ContractFixture<GitLabContract> fixture) : ContractTests<GitLabContract>(fixture);
