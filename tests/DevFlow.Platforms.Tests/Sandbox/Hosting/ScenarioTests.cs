using DevFlow.Sandbox;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Sandbox.Hosting;

public sealed class ScenarioTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"github":7}""")]
    [InlineData("""{"gitub":{}}""")]
    [InlineData("""{"users":[{"login":"octocat"}]}""")]
    public async Task A_scenario_that_cannot_be_used_is_refused_with_its_name(string text)
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "scenario.json");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => StartAsync(path));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scenario_that_is_not_there_is_refused() =>
        Assert.Equal(ErrorReason.InvalidArgument, (await Assert.ThrowsAsync<DevFlowException>(() => StartAsync("/nowhere/scenario.json"))).Reason);

    private static Task<SandboxServer> StartAsync(string path) =>
        new SandboxHost().StartAsync(new() { ScenarioPath = path }, TimeProvider.System, TestContext.Current.CancellationToken);
}
