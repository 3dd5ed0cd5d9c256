using System.Diagnostics;
using DevFlow.Sandbox.GitHub;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Scenario;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.GitHub;

public sealed class GitHubScenarioTests
{
    private const string Users = """
        "users":[{"login":"octocat"}]
        """;

    [Theory]
    [InlineData("{}", "$.users: there is no user")]
    [InlineData($$"""{ {{Users}} }""", "$.repositories: there is no repository")]
    [InlineData($$"""{ {{Users}},"repositories":[{}] }""", "$.repositories[0].name: it is missing")]
    [InlineData($$"""{ {{Users}},"repositories":[{"name":"nobody/x"}] }""", "$.repositories[0].name: it is not")]
    [InlineData($$"""{ {{Users}},"repositories":[{"name":"octocat/x","private":"yes"}] }""", "$.repositories[0].private: it is neither")]
    [InlineData($$"""{ {{Users}},"repositories":[{"name":"octocat/x","branches":{"main":{"commits":[{"files":{"a":1} }]} } }] }""", "$.repositories[0].branches.main.commits[0].files.a: it is not a text")]
    [InlineData($$"""{ {{Users}},"repositories":[{"name":"octocat/x","branches":{"main":{"from":"dev"} } }] }""", "$.repositories[0].branches.main.from: there is no branch")]
    [InlineData($$"""{ {{Users}},"repositories":[{"name":"octocat/x","issues":[{"title":"a","author":"hubot"}]}] }""", "$.repositories[0].issues[0]: there is no user \"hubot\"")]
    [InlineData($$"""{ {{Users}},"repositories":[{"name":"octocat/x"}],"generate":{"issues":1000000} }""", "$.generate.issues: it is not between")]
    [InlineData($$"""{ {{Users}},"repositories":{} }""", "$.repositories: it is not an array")]
    public void What_is_wrong_in_a_scenario_is_named_with_its_place(string json, string expected)
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => Read(json));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_repositories_and_issues_are_cheap()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();

        using GitHubState state = Read($$"""{ {{Users}},"repositories":[{"name":"octocat/x"}],"generate":{"repositories":10000,"issues":10000} }""");

        TestContext.Current.SendDiagnosticMessage(
            $"{(GC.GetAllocatedBytesForCurrentThread() - before) / 1024 / 1024} MB, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
        Assert.Equal(10_001, state.Repositories.Count);
        Assert.Equal(10_000, state.Repositories[0].Issues.OpenCount);
        Assert.Same(state.Repositories[1].Git.FindBranch("main"), state.Repositories[10_000].Git.FindBranch("main"));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100 * 1024 * 1024);
    }

    private static GitHubState Read(string json)
    {
        GitHubState state = new(new SandboxClock(new FakeTimeProvider(), 1));
        new GitHubScenario(state).Read(new ScenarioNode(System.Text.Json.JsonElement.Parse(json)));
        return state;
    }
}
