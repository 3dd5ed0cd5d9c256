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
    public async Task Several_at_once_are_each_announced_on_the_thread_that_may()
    {
        session.Run("$null = 1..3 | ForEach-Object { Register-DevFlowEventHandler several.letters { throw 'no' } -Name \"several-$_\"; Add-DevFlowEventMiddleware \"several-$_\" { $_ } -Topic several.letters }; Publish-DevFlowEvent several.letters");
        await session.UntilAsync("@(Get-DevFlowDeadLetter several-*).Count -eq 3");

        session.Run("Remove-DevFlowDeadLetter (Get-DevFlowDeadLetter several-*).Id -Verbose; Unregister-DevFlowEventHandler several-* -Verbose; Remove-DevFlowEventMiddleware several-* -Verbose");
        Assert.Empty(session.Run("Get-DevFlowDeadLetter several-*; Get-DevFlowEventHandler several-*; Get-DevFlowEventMiddleware several-*"));
    }

    [Fact]
    public void One_text_that_is_no_event_stops_no_other()
    {
        session.Set("texts", (string[])["no json", .. Enumerable.Range(1, 3).Select(static n => $$"""{"specversion":"1.0","id":"t{{n}}","source":"s","type":"several.texts","time":"2026-01-01T00:00:00Z"}""")]);

        session.Fail("Publish-DevFlowEvent -Json $texts -Verbose", "InvalidArgument", ErrorCategory.InvalidArgument);
        Assert.Equal("t1 t2 t3", session.Get<string>("\"$((Get-DevFlowEvent several.texts).Id)\""));
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
