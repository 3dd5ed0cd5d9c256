using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class MiddlewareCommandTests(HostedSession session) : IClassFixture<HostedSession>, IDisposable
{
    [Fact]
    public void A_script_passes_changes_and_stops_events()
    {
        session.Run("""
            $word = 'changed'
            $m = Add-DevFlowEventMiddleware custom { switch ($_.Data) { pass { $_ } change { @{ text = $using:word } } } } -Topic scripted.*
            'pass', 'change', 'stop' | Publish-DevFlowEvent scripted.x; Publish-DevFlowEvent other stop
            """);

        Assert.Equal("pass changed", session.Get<string>("\"$(Get-DevFlowEvent scripted.x | ForEach-Object { $_.Data.text ?? $_.Data })\""));
        Assert.Equal("2 1 0", session.Get<string>("\"$($m.Passed) $($m.Stopped) $($m.Failed)\""));
        Assert.Empty(session.Run("Publish-DevFlowEvent scripted.x stop -PassThru"));
    }

    [Fact]
    public void A_script_sees_the_story_that_the_event_would_belong_to()
    {
        session.Run("""
            $known = Publish-DevFlowEvent jira.issue.created @{ issue = @{ key = 'SEE-1' } } -PassThru
            $null = Add-DevFlowEventMiddleware story { if ($_.CorrelationId -ne $using:known.CorrelationId) { $_ } } -Topic jira.**
            'SEE-1', 'SEE-2' | ForEach-Object { @{ issue = @{ key = $_ } } } | Publish-DevFlowEvent jira.issue.updated
            """);

        Assert.Equal("SEE-2", session.Get<string>("\"$((Get-DevFlowEvent jira.issue.updated).Data.issue.key)\""));
    }

    [Theory]
    [InlineData("loops", "while ($true) { }")]
    [InlineData("sleeps", "[System.Threading.Thread]::Sleep(-1)")]
    public void One_that_hangs_is_left_out_after_its_time_and_sees_the_next_event(string topic, string hanging)
    {
        // Long enough for the next event, which waits for another runspace where this one cannot be stopped.
        session.Run($"$m = Add-DevFlowEventMiddleware hanging {{ if ($_.Data -eq 'hang') {{ {hanging} }}; @{{ seen = $true }} }} -Topic {topic} -TimeoutSec 4; 'hang', 'go' | Publish-DevFlowEvent {topic}");

        Assert.Equal("hang True", session.Get<string>($"\"$(Get-DevFlowEvent {topic} | ForEach-Object {{ $_.Data.seen ?? $_.Data }})\""));
        Assert.Equal("1 1 True", session.Get<string>("\"$($m.Failed) $($m.Passed) $($m.LastError -like '*took longer than 4 s*')\""));
        session.Fail("Add-DevFlowEventMiddleware never { $_ } -TimeoutSec 0");
    }

    [Fact]
    public void Built_in_ones_redact_require_and_add()
    {
        session.Run("""
            $null = Add-DevFlowEventMiddleware secrets -RedactProperty password, *token* -Topic built.in
            $null = Add-DevFlowEventMiddleware stamp -AddProperty @{ site = 'lab'; kept = 'no' } -Topic built.in
            $null = Add-DevFlowEventMiddleware shape -RequireProperty user.name -Topic built.in
            Publish-DevFlowEvent built.in @{ kept = 'yes'; user = @{ name = 'mona'; Password = 'p'; list = @(@{ api_token = 't' }) } }
            """);

        Assert.Equal("*** *** mona lab yes", session.Get<string>("$d = (Get-DevFlowEvent built.in).Data; \"$($d.user.Password) $($d.user.list[0].api_token) $($d.user.name) $($d.site) $($d.kept)\""));
        session.Fail("Publish-DevFlowEvent built.in @{ user = 1 }", "InvalidArgument", ErrorCategory.InvalidArgument, "shape", "user.name");
        Assert.Equal("shape Validate stamp Enrich secrets Redact", session.Get<string>("\"$(Get-DevFlowEventMiddleware | ForEach-Object { $_.Name; $_.Stage })\""));
    }

    [Fact]
    public void One_refused_event_of_a_row_stops_no_other()
    {
        session.Run("$null = Add-DevFlowEventMiddleware even { if ($_.Data % 2) { throw 'odd' }; $_ } -Stage Validate -Topic rows");

        ErrorRecord error = session.Fail("2, 3, 4 | Publish-DevFlowEvent rows");

        Assert.Contains("odd", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("2 4", session.Get<string>("\"$((Get-DevFlowEvent rows).Data)\""));
    }

    [Fact]
    public void Names_are_unique_and_what_is_not_there_cannot_be_removed()
    {
        session.Run("$null = Add-DevFlowEventMiddleware twice { $_ }; Add-DevFlowEventMiddleware planned { $_ } -WhatIf");

        session.Fail("Add-DevFlowEventMiddleware twice { $_ }", "InvalidArgument", ErrorCategory.InvalidArgument, "twice");
        session.Fail("Remove-DevFlowEventMiddleware none", "NotFound", ErrorCategory.ObjectNotFound, "none");
        Assert.Equal("twice", session.Get<string>("(Get-DevFlowEventMiddleware).Name"));
        session.Run("Remove-DevFlowEventMiddleware tw* -WhatIf; Get-DevFlowEventMiddleware tw* | Remove-DevFlowEventMiddleware");
        Assert.Empty(session.Run("Get-DevFlowEventMiddleware"));
    }

    public void Dispose() => session.Run("Get-DevFlowEventMiddleware | Remove-DevFlowEventMiddleware");
}
