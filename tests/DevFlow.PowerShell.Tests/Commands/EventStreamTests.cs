using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>Publishing rows of events, and reading them while they come or afterwards.</summary>
[Collection(HostedSession.Collection)]
public sealed class EventStreamTests(HostedSession session) : IClassFixture<HostedSession>
{
    [Fact]
    public void Ten_thousand_piped_objects_are_as_many_stored_events_in_order()
    {
        session.Run("1..10000 | Publish-DevFlowEvent many");

        Assert.Equal("10000 True", session.Get<string>("$n = 0; $ordered = $true; Get-DevFlowEvent many | ForEach-Object { $n++; $ordered = $ordered -and $_.Data -eq $n }; \"$n $ordered\""));
    }

    [Fact]
    public void PassThru_gives_every_event_of_a_row_once_and_in_order()
    {
        Assert.Equal("500 True True", session.Get<string>("$e = @(1..500 | Publish-DevFlowEvent through -PassThru); \"$($e.Count) $(\"$($e.Data)\" -eq \"$(1..500)\") $($e[-1].Sequence -ge $e[0].Sequence + 499)\""));
        Assert.Equal("0 7", session.Get<string>("$v = Publish-DevFlowEvent through 7 -Volatile -PassThru; \"$($v.Sequence) $($v.Data)\""));
    }

    [Fact]
    public void One_object_of_a_row_that_cannot_be_published_is_one_error()
    {
        ErrorRecord error = session.Fail("1, ([System.Net.NetworkCredential]::new('', 'x').SecurePassword), 3 | Publish-DevFlowEvent mixed");

        Assert.StartsWith("DevFlow.InvalidArgument", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("1 3", session.Get<string>("\"$((Get-DevFlowEvent mixed).Data)\""));
    }

    [Fact]
    public void WhatIf_publishes_and_replays_nothing()
    {
        session.Run("1..3 | Publish-DevFlowEvent nothing -WhatIf; '{}' | ForEach-Object { Publish-DevFlowEvent -Json '{\"specversion\":\"1.0\",\"id\":\"w\",\"source\":\"s\",\"type\":\"nothing\",\"time\":\"2026-01-01T00:00:00Z\"}' -WhatIf }");

        Assert.Empty(session.Run("Get-DevFlowEvent nothing"));
    }

    [Fact]
    public void A_stored_event_is_published_anew_and_a_foreign_one_as_it_is()
    {
        session.Run("$first = Publish-DevFlowEvent again @{ x = 1 } -Subject s -PassThru; Get-DevFlowEvent again | Publish-DevFlowEvent");
        Assert.Equal("2 True True s 1", session.Get<string>("$all = @(Get-DevFlowEvent again); \"$($all.Count) $($all[1].CausationId -eq $first.Id) $($all[1].CorrelationId -eq $first.CorrelationId) $($all[1].Subject) $($all[1].Data.x)\""));

        session.Set("json", """{"specversion":"1.0","id":"f1","source":"elsewhere","type":"foreign.thing","time":"2026-01-01T00:00:00Z","data":{"a":[1,2]}}""");
        session.Run("Publish-DevFlowEvent -Json $json; Publish-DevFlowEvent -Json $json, $json; [DevFlow.Event]::FromJson($json) | Publish-DevFlowEvent");
        Assert.Equal("f1 2", session.Get<string>("$f = Get-DevFlowEvent foreign.thing; \"$($f.Id) $($f.Data.a.Count)\""));
        session.Fail("Publish-DevFlowEvent -Json 'no json'", "InvalidArgument", ErrorCategory.InvalidArgument);
    }

    [Fact]
    public void Attributes_are_kept()
    {
        session.Run("$null = Publish-DevFlowEvent attributes 1 -Subject a -Priority Critical -CorrelationId c -CausationId d -PartitionKey e");

        Assert.Equal("a Critical c d e", session.Get<string>("$e = Get-DevFlowEvent attributes; \"$($e.Subject) $($e.Priority) $($e.CorrelationId) $($e.CausationId) $($e.PartitionKey)\""));
    }

    [Fact]
    public void Data_is_walked_without_being_made_twice()
    {
        Assert.Equal("deep 2 True True", session.Get<string>("""
            $e = Publish-DevFlowEvent walked @{ issue = @{ title = 'deep'; labels = 'a', 'b' } } -PassThru
            "$($e.Data.issue.title) $($e.Data.issue.labels.Count) $([object]::ReferenceEquals($e.Data, $e.Data)) $($e.GetData().GetProperty('issue').GetProperty('title').GetString() -eq 'deep')"
            """));
    }

    [Fact]
    public void Receive_ends_after_a_count_a_time_or_at_a_time()
    {
        session.Run("1..5 | Publish-DevFlowEvent received");
        const string Since = "-Since ([DateTimeOffset]::UtcNow.AddMinutes(-5))";

        Assert.Equal("1 2 3", session.Get<string>($"\"$((Receive-DevFlowEvent received {Since} -Count 3).Data)\""));
        Assert.Equal("2 4", session.Get<string>($"\"$((Receive-DevFlowEvent received {{ $_.Data % 2 -eq 0 }} {Since} -Count 2).Data)\""));
        Assert.Equal("5", session.Get<string>($"\"$((Receive-DevFlowEvent received '$_.Data -gt 4' {Since} -TimeoutSec 0.2).Data)\""));
        Assert.Empty(session.Run("Receive-DevFlowEvent received -Until ([DateTimeOffset]::UtcNow.AddSeconds(0.1))"));
        Assert.Empty(session.Run("Get-DevFlowEventHandler Receive-*"));
    }

    [Fact]
    public void Receive_streams_what_comes_and_a_later_command_can_end_it()
    {
        Assert.Equal("4", session.Get<string>("""
            $h = Register-DevFlowEventHandler ping { if ($_.Data -lt 4) { Publish-DevFlowEvent ping ($_.Data + 1) } }
            $begin = [DateTimeOffset]::UtcNow
            Publish-DevFlowEvent ping 1
            foreach ($once in 1) { Receive-DevFlowEvent ping -Since $begin | ForEach-Object { $last = $_.Data; if ($last -eq 4) { break } } }
            "$last"
            """));
        session.Run("$h | Unregister-DevFlowEventHandler");
    }

    [Fact]
    public void Wait_takes_a_filter_and_a_count_and_says_how_many_came()
    {
        session.Run("1..4 | Publish-DevFlowEvent waited; $since = [DateTimeOffset]::UtcNow.AddMinutes(-5)");

        Assert.Equal("2 4", session.Get<string>("\"$((Wait-DevFlowEvent waited { $_.Data % 2 -eq 0 } -Since $since -Count 2).Data)\""));
        session.Fail("$null = Wait-DevFlowEvent waited -Since $since -Count 9 -TimeoutSec 1", "TimedOut", ErrorCategory.OperationTimeout, "Of 9 events", "4 came");
        Assert.Contains("boom", session.Fail("Wait-DevFlowEvent waited { throw 'boom' } -Since $since").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_journal_is_read_by_time_priority_number_and_filter()
    {
        session.Run("1..5 | Publish-DevFlowEvent read.x; Publish-DevFlowEvent read.x 6 -Priority High; $end = [DateTimeOffset]::UtcNow; Publish-DevFlowEvent read.x 7");

        Assert.Equal("1 2", session.Get<string>("\"$((Get-DevFlowEvent read.* -First 2).Data)\""));
        Assert.Equal("7 5", session.Get<string>("\"$((Get-DevFlowEvent read.* -Newest 2 -Filter { $_.Data % 2 -eq 1 }).Data)\""));
        Assert.Equal("6", session.Get<string>("\"$((Get-DevFlowEvent read.* -Priority High).Data)\""));
        Assert.Equal("7", session.Get<string>("\"$((Get-DevFlowEvent read.* -Since $end).Data)\""));
        Assert.Equal("6", session.Get<string>("\"$(@((Get-DevFlowEvent read.* -Until $end).Data)[-1])\""));
    }

    [Fact]
    public async Task A_story_is_shown_as_a_tree()
    {
        session.Run("""
            $a = Register-DevFlowEventHandler tree.root { Publish-DevFlowEvent tree.left; Publish-DevFlowEvent tree.right }
            $b = Register-DevFlowEventHandler tree.left { Publish-DevFlowEvent tree.leaf }
            $root = Publish-DevFlowEvent tree.root -PassThru
            """);
        await session.UntilAsync("@($root | Get-DevFlowEvent).Count -eq 4");

        Assert.Equal("0:tree.root 1:tree.left 2:tree.leaf 1:tree.right", session.Get<string>("\"$($root | Get-DevFlowEvent -Tree | ForEach-Object { \"$($_.Depth):$($_.Event.Topic)\" })\""));
        session.Run("$a, $b | Unregister-DevFlowEventHandler");
    }

    [Fact]
    public async Task A_story_that_was_two_comes_back_whole_wherever_it_is_asked_for()
    {
        session.Run("""
            $first = Publish-DevFlowEvent jira.issue.created @{ issue = @{ key = 'ONE-1' } } -PassThru
            $second = Publish-DevFlowEvent jira.issue.created @{ issue = @{ key = 'TWO-1' } } -PassThru
            $joins = Publish-DevFlowEvent slack.event.message @{ team_id = 'T'; event = @{ channel = 'C'; ts = '1.1'; text = 'ONE-1 is TWO-1' } } -PassThru
            $h = Register-DevFlowEventHandler nothing.else { $_.Topic } -Name mirror
            $begin = [DateTimeOffset]::UtcNow.AddMinutes(-1)
            """);
        Assert.Equal("False True", session.Get<string>("\"$($first.CorrelationId -eq $second.CorrelationId) $($first.CorrelationId -eq $joins.CorrelationId)\""));
        foreach (string read in (string[])["Get-DevFlowEvent", "Get-DevFlowEvent -Tree", "Receive-DevFlowEvent -Since $begin -Count 3", "Wait-DevFlowEvent -Since $begin -Count 3 -TimeoutSec 30"])
        {
            Assert.Equal(3, session.Get<int>($"@($second | {read}).Count"));
            Assert.Equal(3, session.Get<int>($"@($first | {read}).Count"));
        }

        session.Run("$second | Get-DevFlowEvent | Publish-DevFlowEvent -HandlerName mirror");
        await session.UntilAsync("$h.Handled -eq 3");
        session.Run("$h | Unregister-DevFlowEventHandler");
    }

    [Fact]
    public void Names_and_topics_complete()
    {
        session.Run("Publish-DevFlowEvent complete.me; $h = Register-DevFlowEventHandler x { } -Name complete-handler; $m = Add-DevFlowEventMiddleware complete-middleware { $_ }");

        Assert.Contains("complete.me", session.Complete("Get-DevFlowEvent compl"));
        Assert.Contains("complete-handler", session.Complete("Publish-DevFlowEvent -HandlerName compl"));
        Assert.Contains("complete-middleware", session.Complete("Remove-DevFlowEventMiddleware compl"));
        session.Run("$h | Unregister-DevFlowEventHandler; $m | Remove-DevFlowEventMiddleware");
    }

    [Fact]
    public void Twenty_runspaces_publish_at_once()
    {
        session.Run("$h = Register-DevFlowEventHandler twenty { }");
        Parallel.For(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = TestContext.Current.CancellationToken }, n =>
        {
            using Bridge.Session publisher = new();
            publisher.Set("n", n);
            publisher.Run("1..100 | ForEach-Object { @{ publisher = $n; number = $_ } } | Publish-DevFlowEvent twenty; Remove-Module DevFlow");
        });

        Assert.Equal("2000 True", session.Get<string>("""
            $last = @{}; $ordered = $true
            $all = @(Get-DevFlowEvent twenty)
            foreach ($e in $all) { $ordered = $ordered -and $e.Data.number -eq $last["$($e.Data.publisher)"] + 1; $last["$($e.Data.publisher)"] = $e.Data.number }
            $limit = [DateTime]::UtcNow.AddSeconds(30)
            while ($h.Handled -lt 2000 -and [DateTime]::UtcNow -lt $limit) { }
            "$($h.Handled) $ordered"
            """));
        session.Run("$h | Unregister-DevFlowEventHandler");
    }
}
