using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class EventCommandTests(HostedSession session) : IClassFixture<HostedSession>
{
    [Fact]
    public void Each_object_of_the_pipeline_is_an_event_and_PassThru_shows_it_as_stored()
    {
        Assert.Empty(session.Run("1..3 | Publish-DevFlowEvent piped.number"));
        Assert.Equal(6, session.Get<int>("$sum = 0; Get-DevFlowEvent piped.* | ForEach-Object { $sum += $_.Data }; $sum"));
        Assert.True(session.Get<bool>("(Publish-DevFlowEvent piped.through -PassThru).Sequence -gt 0"));
        Assert.Equal(3, session.Get<int>("(Get-DevFlowEvent piped.number -Newest 1).Data"));
    }

    [Fact]
    public void A_story_is_followed_by_piping_an_event()
    {
        session.Run("$first = Publish-DevFlowEvent story.first -PassThru; Publish-DevFlowEvent story.second -CorrelationId $first.CorrelationId");

        Assert.Equal(2, session.Get<int>("@($first | Get-DevFlowEvent).Count"));
    }

    [Fact]
    public void A_wait_ends_with_the_event_or_says_that_none_came()
    {
        session.Fail("Wait-DevFlowEvent never.comes -TimeoutSec 0", "TimedOut", ErrorCategory.OperationTimeout, "never.comes");
        Assert.Equal("x", session.Get<string>("Publish-DevFlowEvent wait.x -Data 'x'; (Wait-DevFlowEvent wait.x -Since ([DateTimeOffset]::UtcNow.AddMinutes(-1)) -TimeoutSec -1).Data"));
        Assert.Contains("TimeoutSec", session.Fail("Wait-DevFlowEvent never.comes -TimeoutSec 2147483647").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a b")]
    public void A_topic_that_is_none_is_refused(string topic)
    {
        ErrorRecord error = session.Fail($"Publish-DevFlowEvent '{topic}' -Data 1");

        Assert.Equal("InvalidArgument", topic.Length == 0 ? "InvalidArgument" : error.FullyQualifiedErrorId.Split(',')[0]["DevFlow.".Length..]);
    }

    [Fact]
    public void Handlers_are_found_by_wildcards_and_a_missing_one_stops_no_other()
    {
        session.Run("$null = 'a1', 'a2', 'b1' | ForEach-Object { Register-DevFlowEventHandler any.topic { } -Name $_ }");

        Assert.Equal(2, session.Get<int>("@(Get-DevFlowEventHandler a*).Count"));
        session.Fail("Unregister-DevFlowEventHandler none, a1", "NotFound", ErrorCategory.ObjectNotFound, "none", "b1");
        Assert.Equal(2, session.Get<int>("@(Get-DevFlowEventHandler).Count"));
        session.Fail("Get-DevFlowEventHandler 'open['", "NotFound", ErrorCategory.ObjectNotFound, "open[");
        session.Run("Get-DevFlowEventHandler | Unregister-DevFlowEventHandler");
        Assert.Empty(session.Run("Get-DevFlowEventHandler"));
    }
}
