using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class CompletionTests : IDisposable
{
    private readonly HostedSession _session = new();

    [Fact]
    public void Topics_of_the_connected_platforms_are_offered_before_the_first_event()
    {
        _session.Run("Start-DevFlowSandbox github, gitlab, jira, slack | Connect-DevFlowPlatform");

        Assert.Contains("'github.issues.**'", _session.Complete("Register-DevFlowEventHandler github.iss"));
        Assert.Contains("'gitlab.merge_request.**'", _session.Complete("Wait-DevFlowEvent gitlab."));
        Assert.Contains("jira.issue.created", _session.Complete("Get-DevFlowEvent jira.issue."));
        Assert.Contains("slack.event.app_mention", _session.Complete("Receive-DevFlowEvent slack."));
    }

    [Fact]
    public void Buckets_and_hosts_are_offered_once_a_call_was_made()
    {
        _session.Run("$sandbox = Start-DevFlowSandbox; $sandbox | Connect-DevFlowPlatform -Name main");

        Assert.Equal(["code_search", "core"], _session.Complete("Wait-DevFlowRateLimit main co"));
        Assert.Equal(["code_search", "core"], _session.Complete("Set-DevFlowRateLimitPolicy main -Bucket co"));
        string host = _session.Get<string>("$sandbox.BaseUri.GetLeftPart('Authority')");
        Assert.Contains($"'{host}'", _session.Complete("Reset-DevFlowCircuitBreaker http"));
    }

    public void Dispose() => _session.Dispose();
}
