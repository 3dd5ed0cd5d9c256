using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Handlers;

/// <summary>What a handler can be told besides its topic and its script.</summary>
[Collection(HostedSession.Collection)]
public sealed class HandlerOptionTests(HostedSession session) : IClassFixture<HostedSession>, IDisposable
{
    [Theory]
    [InlineData("{ $_.Data.n -gt 2 }")]
    [InlineData("{ param($e) $e.Data.n -gt $using:two }")]
    [InlineData("'$_.Data.n -gt 2'")]
    public async Task A_filter_leaves_out_what_the_handler_does_not_want(string filter)
    {
        session.Run($"$two = 2; $h = Register-DevFlowEventHandler filtered {{ $_.Data.n }} -Filter {filter}; 1..4 | ForEach-Object {{ @{{ n = $_ }} }} | Publish-DevFlowEvent filtered");

        await session.UntilAsync("$h.Handled -eq 2 -and $h.Filtered -eq 2");
        Assert.Equal("3 4", session.Get<string>("\"$($h.Deliveries.Output)\""));
    }

    [Fact]
    public async Task A_filter_that_throws_is_a_failed_attempt_and_one_that_cannot_be_compiled_is_refused()
    {
        session.Run("$h = Register-DevFlowEventHandler filtered { } -Filter { throw 'no filter' }; Publish-DevFlowEvent filtered");

        await session.UntilAsync("$h.Failed -eq 1");
        Assert.Contains("no filter", session.Get<string>("$h.LastError"), StringComparison.Ordinal);
        session.Fail("Register-DevFlowEventHandler filtered { } -Filter 'Get-Process'", "InvalidArgument", ErrorCategory.InvalidArgument, "Get-Process");
        session.Fail("Register-DevFlowEventHandler filtered { } -Filter 42", "InvalidArgument", ErrorCategory.InvalidArgument, "Int32");
    }

    [Fact]
    public async Task A_transform_gives_new_data_another_event_or_nothing()
    {
        session.Run("""
            $h = Register-DevFlowEventHandler transformed { "$($_.Data.text)|$($_.Subject)" } -Transform {
                switch ($_.Data) { 1 { @{ text = 'new' } } 2 { } 3 { $_ } 4 { 'a'; 'b' } }
            }
            1..4 | Publish-DevFlowEvent transformed -Subject s
            """);

        await session.UntilAsync("$h.Handled -eq 2 -and $h.Filtered -eq 1 -and $h.Failed -eq 1");
        Assert.Equal("new|s |s", session.Get<string>("\"$($h.Deliveries.Output)\""));
        Assert.Contains("wrote 2 objects", session.Get<string>("$h.LastError"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_warnings_verbose_lines_and_errors_are_on_the_delivery_and_come_once()
    {
        session.Run("""
            $h = Register-DevFlowEventHandler streams -Verbose {
                if ($_.Data -eq 2) { return }
                1; 'two'; $null = & { [CmdletBinding()] param() $PSCmdlet.WriteWarning('careful'); $PSCmdlet.WriteVerbose('in detail') }
                $PSCmdlet; Get-DevFlowEventHandler no-such-one
            }
            Publish-DevFlowEvent streams 1; Publish-DevFlowEvent streams 2
            """);

        await session.UntilAsync("$h.Handled -eq 1 -and $h.Failed -eq 1");
        Assert.Equal("1 two", session.Get<string>("\"$($h.Deliveries[0].Output[0..1])\""));
        Assert.Equal("careful", session.Get<string>("\"$($h.Deliveries[0].Warnings)\""));
        Assert.Contains("in detail", session.Get<string>("\"$($h.Deliveries[0].Verbose)\""), StringComparison.Ordinal);
        Assert.Contains("no-such-one", session.Get<string>("\"$($h.Deliveries[0].Errors)\""), StringComparison.Ordinal);
        Assert.Equal(1, session.Get<int>("@($h.Deliveries).Count"));
    }

    [Theory]
    [InlineData("-Once", 1)]
    [InlineData("-Count 3", 3)]
    public async Task A_handler_leaves_after_so_many_events(string option, int count)
    {
        session.Run($"$seen = [System.Collections.Concurrent.ConcurrentQueue[object]]::new(); $h = Register-DevFlowEventHandler counted {{ ($using:seen).Enqueue($_.Data) }} -Name counted {option}; 1..5 | Publish-DevFlowEvent counted");

        await session.UntilAsync("-not (Get-DevFlowEventHandler counted*)");
        Assert.Equal(string.Join(' ', Enumerable.Range(1, count)), session.Get<string>("\"$seen\""));
    }

    [Fact]
    public async Task A_handler_leaves_when_its_time_is_over_and_a_number_means_seconds()
    {
        Assert.Equal(3600, session.Get<double>("$h = Register-DevFlowEventHandler living { } -TimeToLive 3600; [Math]::Round(($h.ExpiresAt - $h.RegisteredAt).TotalSeconds)"));
        session.Run("$null = Register-DevFlowEventHandler living { } -TimeToLive 0.05 -Name short");

        await session.UntilAsync("-not (Get-DevFlowEventHandler shor*)");
    }

    [Fact]
    public async Task A_module_is_there_and_one_that_is_not_is_told_at_registration()
    {
        string module = session.Folder.Write("Helpers.psm1", "function Get-Greeting { 'hello' }");
        session.Set("module", module);
        session.Run("$h = Register-DevFlowEventHandler modules { Get-Greeting } -Module $module; Publish-DevFlowEvent modules");

        await session.UntilAsync("$h.Handled -eq 1");
        Assert.Equal("hello", session.Get<string>("$h.Deliveries[0].Output[0]"));
        session.Fail("Register-DevFlowEventHandler modules { } -Module no-such-module -Name bad", "InvalidArgument", ErrorCategory.InvalidArgument, "no-such-module");
        Assert.Empty(session.Run("Get-DevFlowEventHandler bad*"));
    }

    [Theory]
    [InlineData("while ($true) { }")]
    [InlineData("try { while ($true) { } } catch { } finally { }")]
    [InlineData("[System.Threading.Thread]::Sleep(20000)")]
    public async Task An_attempt_that_takes_too_long_is_stopped_and_the_next_event_is_handled(string hanging)
    {
        session.Run($"$h = Register-DevFlowEventHandler slow {{ if ($_.Data -eq 'hang') {{ {hanging} }}; $_.Data }} -TimeoutSec 0.5; 'hang', 'next', 'last' | Publish-DevFlowEvent slow");

        await session.UntilAsync("$h.Handled -eq 2");
        Assert.Equal(1, session.Get<int>("$h.Failed"));
        Assert.Contains("took longer than 0.5 s", session.Get<string>("$h.LastError"), StringComparison.Ordinal);
        Assert.Contains("next last", session.Get<string>("\"$($h.Deliveries.Output)\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_event_is_tried_again_and_then_kept_as_a_dead_letter()
    {
        session.Run("$h = Register-DevFlowEventHandler retried { if ($_.Data -eq 'bad') { throw 'still bad' }; $_.Data } -MaxAttempts 3 -RetryDelay 0.01 -Name retried; 'bad', 'good' | Publish-DevFlowEvent retried");

        await session.UntilAsync("$h.DeadLettered -eq 1 -and $h.Handled -eq 1");
        Assert.Equal(3, session.Get<int>("$h.Failed"));
        Assert.Equal("retried 3 bad", session.Get<string>("$d = @(Get-DevFlowDeadLetter retried)[-1]; \"$($d.Handler) $($d.Attempts.Count) $($d.Event.Data)\""));
    }

    [Fact]
    public async Task Lanes_work_side_by_side_and_keep_the_order_of_a_key()
    {
        session.Run("""
            $barrier = [System.Threading.Barrier]::new(2); $seen = [System.Collections.Concurrent.ConcurrentDictionary[string, System.Collections.ArrayList]]::new()
            $h = Register-DevFlowEventHandler side -Lanes 2 { ($using:barrier).SignalAndWait(20000) }
            1..2 | Publish-DevFlowEvent side
            """);
        await session.UntilAsync("$h.Handled -eq 2");
        Assert.Equal("True False", session.Get<string>("\"$($h.Deliveries[0].Output) $($h.Failed -gt 0)\""));
        session.Run("""
            $k = Register-DevFlowEventHandler keyed -Lanes 4 { $list = ($using:seen).GetOrAdd($_.PartitionKey, [System.Collections.ArrayList]::Synchronized([System.Collections.ArrayList]::new())); $null = $list.Add($_.Data) }
            foreach ($n in 1..100) { foreach ($key in 'a', 'b', 'c', 'd', 'e') { Publish-DevFlowEvent keyed $n -PartitionKey $key -Volatile } }
            """);
        await session.UntilAsync("$k.Handled -eq 500");
        Assert.Equal("", session.Get<string>("$wrong = foreach ($key in $seen.Keys) { if (\"$($seen[$key])\" -ne \"$(1..100)\") { $key } }; \"$wrong\""));
    }

    [Fact]
    public async Task A_durable_handler_goes_on_where_it_was_when_it_is_registered_again()
    {
        const string Register = "$h = Register-DevFlowEventHandler continued { $_.Data } -Name continued -Durable; ";
        session.Run(Register + "Publish-DevFlowEvent continued 1");
        await session.UntilAsync("$h.Handled -eq 1");
        session.Restart();
        session.Run("2..3 | Publish-DevFlowEvent continued");

        session.Run(Register);

        await session.UntilAsync("$h.Handled -eq 2");
        Assert.Equal("2 3", session.Get<string>("\"$($h.Deliveries.Output)\""));
    }

    [Fact]
    public async Task A_durable_handler_is_forgotten_also_where_it_is_not_registered()
    {
        const string Register = "$h = Register-DevFlowEventHandler forgettable { $_.Data } -Name forgettable -Durable; ";
        session.Run(Register + "Publish-DevFlowEvent forgettable 1");
        await session.UntilAsync("$h.Handled -eq 1");
        session.Restart();
        session.Run("Publish-DevFlowEvent forgettable 2; Unregister-DevFlowEventHandler forgettable -Forget -WhatIf");
        session.Fail("Unregister-DevFlowEventHandler forgettable", "NotFound", System.Management.Automation.ErrorCategory.ObjectNotFound, "forgettable");

        session.Run("Unregister-DevFlowEventHandler forgett* -Forget");
        session.Fail("Unregister-DevFlowEventHandler forgettable -Forget", "NotFound", System.Management.Automation.ErrorCategory.ObjectNotFound, "forgettable");
        session.Run(Register + "Publish-DevFlowEvent forgettable 3");
        await session.UntilAsync("$h.Handled -eq 1");
        Assert.Equal("3", session.Get<string>("\"$($h.Deliveries.Output)\""));

        session.Run("$h | Unregister-DevFlowEventHandler -Forget");
        Assert.Empty(session.Run("Get-DevFlowEventHandler forgett*"));
    }

    [Fact]
    public void A_handler_in_the_session_sees_its_variables_and_runs_between_statements()
    {
        Assert.Equal("mine true 1 done", session.Get<string>("""
            $mine = 'mine'; function Get-Mine { $mine }; $log = [System.Collections.ArrayList]::new()
            $h = Register-DevFlowEventHandler inside { $null = $log.Add("$(Get-Mine) $($Event.Topic -eq 'inside') $($_.Data)".ToLower()); 'done' } -InSession
            Publish-DevFlowEvent inside 1
            $limit = [DateTime]::UtcNow.AddSeconds(30)
            while ($h.Handled -eq 0 -and [DateTime]::UtcNow -lt $limit) { $null = 1 }
            "$log $($h.Deliveries[0].Output)"
            """));
    }

    [Fact]
    public void A_handler_in_the_session_that_throws_has_failed_and_stays()
    {
        Assert.Equal("1 1 True", session.Get<string>("""
            $h = Register-DevFlowEventHandler inside { if ($_.Data -eq 1) { throw 'inside out' } } -InSession
            1..2 | Publish-DevFlowEvent inside
            $limit = [DateTime]::UtcNow.AddSeconds(30)
            while ($h.Handled -eq 0 -and [DateTime]::UtcNow -lt $limit) { $null = 1 }
            "$($h.Handled) $($h.Failed) $($h.LastError -like '*inside out*')"
            """));
    }

    [Fact]
    public async Task Handlers_in_a_session_end_with_it_and_those_in_lanes_stay()
    {
        using (Bridge.Session other = new())
        {
            other.Run("$null = Register-DevFlowEventHandler tied { } -InSession -Name inside; $null = Register-DevFlowEventHandler tied -AsEngineEvent -SourceIdentifier x -Name bridge; $null = Register-DevFlowEventHandler tied { } -Name lane");
        }

        await session.UntilAsync("\"$((Get-DevFlowEventHandler inside*, bridge*, lane*).Name)\" -eq 'lane'");
    }

    [Fact]
    public void Events_pass_to_the_events_of_the_session_in_order()
    {
        session.Run("""
            $null = Register-DevFlowEventHandler bridged -AsEngineEvent -SourceIdentifier DevFlow.Bridged -Filter '$_.Data -ne 5'
            1..10 | Publish-DevFlowEvent bridged
            """);
        session.Run("$manager = [System.Management.Automation.Runspaces.Runspace]::DefaultRunspace.Events; $limit = [DateTime]::UtcNow.AddSeconds(30); while (@($manager.ReceivedEvents).Count -lt 9 -and [DateTime]::UtcNow -lt $limit) { }");

        Assert.Equal("1 2 3 4 6 7 8 9 10", session.Get<string>("\"$($manager.ReceivedEvents | ForEach-Object { if ($_.SourceIdentifier -eq 'DevFlow.Bridged') { $_.MessageData.Data } })\""));
        session.Run("while ($manager.ReceivedEvents.Count) { $manager.ReceivedEvents.RemoveAt(0) }");
    }

    public void Dispose() => session.Run("Get-DevFlowEventHandler | Unregister-DevFlowEventHandler");
}
