using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using DevFlow.PowerShell.Tests.Bridge;
using Script = System.Management.Automation.PowerShell;

namespace DevFlow.PowerShell.Tests.Handlers;

/// <summary>Every test uses topics of its own below <c>$t</c>, and <c>$r</c>, a table that its handlers share with it.</summary>
[Collection(SessionFixture.Collection)]
public sealed class ScriptHandlerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Session _session;
    private readonly Hashtable _shared = Hashtable.Synchronized([]);

    public ScriptHandlerTests(SessionFixture fixture)
    {
        _session = fixture.Open();
        _session.Set("r", _shared);
        _session.Set("t", "t" + Guid.NewGuid().ToString("N"));
    }

    [Fact]
    public void A_handler_runs_while_the_session_is_busy()
    {
        Assert.Equal(["done"], _session.RunText("""
            $null = Register-DevFlowEventHandler "$t.x" { ($using:r).state = 'done' }
            Publish-DevFlowEvent "$t.x"
            $limit = [DateTime]::UtcNow.AddSeconds(30)
            while (-not $r.state -and [DateTime]::UtcNow -lt $limit) { }
            $r.state
            """));
    }

    [Fact]
    public void A_thousand_events_reach_each_handler_in_order()
    {
        _shared["one"] = ArrayList.Synchronized([]);
        _shared["two"] = ArrayList.Synchronized([]);
        _session.Run("""
            $null = Register-DevFlowEventHandler "$t.*" { $null = ($using:r).one.Add($_.Data.n) }
            $null = Register-DevFlowEventHandler "$t.*" { $null = ($using:r).two.Add($Event.Data.n) }
            1..1000 | ForEach-Object { Publish-DevFlowEvent "$t.x" @{ n = $_ } }
            """);

        foreach (string name in (string[])["one", "two"])
        {
            ArrayList seen = (ArrayList)_shared[name]!;
            Until(() => seen.Count >= 1000);
            Assert.Equal(Enumerable.Range(1, 1000), seen.Cast<object>().Select(static n => Convert.ToInt32(n, null)));
        }
    }

    [Theory]
    [InlineData("$_.Topic")]
    [InlineData("$Event.Topic")]
    [InlineData("$args[0].Topic")]
    [InlineData("param($e) $e.Topic")]
    [InlineData("[CmdletBinding()] param([DevFlow.Event]$e) $e.Topic")]
    [InlineData("process { $_.Topic }")]
    public void The_event_is_there_in_every_usual_way(string body)
    {
        int open = body.StartsWith("process", StringComparison.Ordinal) ? body.IndexOf('{', StringComparison.Ordinal) + 1 : Math.Max(body.LastIndexOf(')'), -1) + 1;
        string script = body.Insert(open, " ($using:r).seen = ");

        _session.Run($$"""$null = Register-DevFlowEventHandler "$t.x" { {{script}} }; Publish-DevFlowEvent "$t.x" """);

        Until(() => _shared["seen"] is not null);
        Assert.Equal(_session.RunText("\"$t.x\"").Single(), _shared["seen"]);
    }

    [Fact]
    public void Values_of_the_session_are_taken_when_the_handler_is_registered()
    {
        _session.Run("""
            $x = 'first'; $none = $null; $list = 1, 2, 3; $single = , 'solo'; $table = @{ key = 'value' }
            $object = [pscustomobject]@{ Prop = [pscustomobject]@{ Deep = 'deep' } }; $splat = @{ Topic = "$t.splatted" }; ${odd name} = 'odd'
            $null = Register-DevFlowEventHandler "$t.x" {
                $r = $using:r
                $r.text = "$using:x!"
                $r.prop = $using:object.Prop.Deep
                $r.table = ($using:table).key + $using:table['key']
                $r.none = $null -eq $using:none
                $r.list = ($using:list).Count
                $r.single = ($using:single).GetType().Name
                $r.nested = 1..2 | ForEach-Object { & { "$($using:x)$_" } }
                $r.odd = ${using:odd name}
                Publish-DevFlowEvent @using:splat
                $r.done = $true
            }
            $x = 'second'
            Publish-DevFlowEvent "$t.x"
            $null = Wait-DevFlowEvent "$t.splatted" -Since ([DateTimeOffset]::UtcNow.AddMinutes(-1)) -TimeoutSec 30
            """);

        Until(() => _shared["done"] is true);
        Assert.Equal("first!", _shared["text"]);
        Assert.Equal("deep", _shared["prop"]);
        Assert.Equal("valuevalue", _shared["table"]);
        Assert.Equal(true, _shared["none"]);
        Assert.Equal(3, _shared["list"]);
        Assert.Equal("Object[]", _shared["single"]);
        Assert.Equal(["first1", "first2"], (object[])_shared["nested"]!);
        Assert.Equal("odd", _shared["odd"]);
    }

    [Theory]
    [InlineData("throw 'boom'", "boom (line 1: if ($_.Data -eq 'bad') { throw 'boom' })")]
    [InlineData("Get-DevFlowCredential no-such-one; 'goes on'", "no-such-one")]
    [InlineData("No-SuchCommand", "No-SuchCommand")]
    [InlineData("1 / 0", "divide by zero")]
    [InlineData("throw [Management.Automation.PipelineStoppedException]::new()", "pipeline was stopped")]
    public void An_error_counts_as_failed_is_told_and_leaves_the_handler_alive(string body, string message)
    {
        dynamic handler = Register($"if ($_.Data -eq 'bad') {{ {body} }}");

        string[] told = _session.RunText("""
            $since = [DateTimeOffset]::UtcNow
            $bad = Publish-DevFlowEvent "$t.x" 'bad' -PassThru
            Publish-DevFlowEvent "$t.x" 'good'
            $failure = Wait-DevFlowEvent devflow.handler.failed -CorrelationId $bad.CorrelationId -Since $since -TimeoutSec 30
            $failure.CausationId -eq $bad.Id
            $failure.Data.error
            """);

        Until(() => (long)handler.Handled == 1);
        Assert.Equal(1L, (long)handler.Failed);
        Assert.Contains(message, (string)handler.LastError, StringComparison.Ordinal);
        Assert.Equal("True", told[0]);
        Assert.Contains(message, told[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_closes_its_own_runspace_fails_from_then_on_and_can_be_removed()
    {
        dynamic handler = Register("[runspace]::DefaultRunspace.CloseAsync()");

        _session.Run("""Publish-DevFlowEvent "$t.x" 'one'""");
        Until(() => (long)handler.Handled + (long)handler.Failed == 1);
        _session.Run("""1..20 | ForEach-Object { Publish-DevFlowEvent "$t.x" 'later' }""");

        Until(() => (long)handler.Handled + (long)handler.Failed == 21);
        Assert.Contains("runspace", (string)handler.LastError, StringComparison.Ordinal);
        _session.Run("""Unregister-DevFlowEventHandler "$t-handler" """);
        Assert.Empty(_session.Run("""Get-DevFlowEventHandler "$t-h*" """));
    }

    [Theory]
    [InlineData("exit 3")]
    [InlineData("break")]
    [InlineData("continue")]
    [InlineData("return")]
    [InlineData("& { exit }")]
    public void Exit_break_and_return_end_only_the_one_call(string body)
    {
        dynamic handler = Register($"if ($_.Data -eq 'leave') {{ {body} }}; ($using:r).last = $_.Data");

        _session.Run("""Publish-DevFlowEvent "$t.x" 'leave'; Publish-DevFlowEvent "$t.x" 'stay'""");

        Until(() => (long)handler.Handled == 2);
        Assert.Equal(0L, (long)handler.Failed);
        Assert.Equal("stay", _shared["last"]);
    }

    [Theory]
    [InlineData("while ($true) { }")]
    [InlineData("while ($true) { try { while ($true) { } } catch { } }")]
    [InlineData("Wait-DevFlowEvent never.comes -TimeoutSec -1")]
    [InlineData("[Threading.Thread]::Sleep(20000)")]
    public void A_handler_that_hangs_is_removed_within_2_seconds_while_others_work(string body)
    {
        Register($"($using:r).hangs = $true; {body}", "hanging");
        Register("($using:r).other = $_.Data", "other");
        _session.Run("""Publish-DevFlowEvent "$t.x" 'one'""");
        Until(() => _shared["hangs"] is true && "one".Equals(_shared["other"]));

        long start = Stopwatch.GetTimestamp();
        _session.Run("""Unregister-DevFlowEventHandler "$t-hanging" """);
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        _session.Run("""Publish-DevFlowEvent "$t.x" 'two'""");

        Until(() => "two".Equals(_shared["other"]));
        Assert.InRange(taken, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Empty(_session.Run("""Get-DevFlowEventHandler "$t-hang*" """));
    }

    [Fact]
    public void A_handler_can_unregister_itself()
    {
        Register("Unregister-DevFlowEventHandler ($using:t + '-self')", "self");

        _session.Run("""Publish-DevFlowEvent "$t.x" """);

        Until(() => _session.Run("""Get-DevFlowEventHandler "$t-self*" """).Count == 0);
    }

    [Fact]
    public void What_a_handler_publishes_belongs_to_the_story_of_its_event()
    {
        string[] story = _session.RunText("""
            $null = Register-DevFlowEventHandler "$t.first" { Publish-DevFlowEvent "$($using:t).second" }
            $null = Register-DevFlowEventHandler "$t.second" { Publish-DevFlowEvent "$($using:t).third" }
            $since = [DateTimeOffset]::UtcNow
            $first = Publish-DevFlowEvent "$t.first" -PassThru
            $third = Wait-DevFlowEvent "$t.third" -Since $since -TimeoutSec 30
            $second = Get-DevFlowEvent "$t.second"
            $first.CorrelationId -eq $second.CorrelationId; $first.CorrelationId -eq $third.CorrelationId
            $second.CausationId -eq $first.Id; $third.CausationId -eq $second.Id
            (Publish-DevFlowEvent "$t.other" -PassThru).CorrelationId -eq $first.CorrelationId
            """);

        Assert.Equal(["True", "True", "True", "True", "False"], story);
    }

    [Fact]
    public void A_handler_keeps_its_variables_to_itself()
    {
        _session.Run("""
            $mine = 'session'
            $null = Register-DevFlowEventHandler "$t.x" { ($using:r).sees = "$mine"; ($using:r).count = ++$global:count; $mine = 'handler'; $global:leak = 1 }
            Publish-DevFlowEvent "$t.x"; Publish-DevFlowEvent "$t.x"
            """);

        Until(() => 2.Equals(_shared["count"]));
        Assert.Equal("", _shared["sees"]);
        Assert.Equal(["session", "True"], _session.RunText("$mine; $null -eq $leak"));
    }

    [Theory]
    [InlineData("[scriptblock]::Create('if (')")]
    [InlineData("{ begin { } process { } }")]
    public void A_handler_that_cannot_be_called_is_refused_when_it_is_registered(string action)
    {
        using Script script = _session.Begin($"$ErrorActionPreference = 'Stop'; Register-DevFlowEventHandler \"$t.x\" ({action}) -Name \"$t-bad\"");

        Assert.ThrowsAny<RuntimeException>(() => { script.Invoke(); });
        Assert.Empty(_session.Run("""Get-DevFlowEventHandler "$t-b*" """));
    }

    [Fact]
    public void A_later_command_that_wants_no_more_leaves_a_working_handler()
    {
        _session.Run("""
            foreach ($once in 1) { Register-DevFlowEventHandler "$t.x" { ($using:r).works = $true } | ForEach-Object { break } }
            Publish-DevFlowEvent "$t.x"
            """);

        Until(() => _shared["works"] is true);
    }

    [Fact]
    public void Twenty_handlers_work_at_once()
    {
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        _session.Run("""1..20 | ForEach-Object { $null = Register-DevFlowEventHandler "$t.x" { $null = ($using:r).bag.TryAdd($using:n, 1); while (($using:r).bag.Count -lt 20) { [Threading.Thread]::Sleep(1) } } -Name "$t-$_" }"""
            .Replace("1..20 | ForEach-Object {", "$r.bag = [Collections.Concurrent.ConcurrentDictionary[int, int]]::new(); 1..20 | ForEach-Object { $n = $_;", StringComparison.Ordinal));
        TimeSpan each = Stopwatch.GetElapsedTime(start) / 20;
        long bytes = (GC.GetTotalMemory(forceFullCollection: true) - memory) / 20;

        _session.Run("""Publish-DevFlowEvent "$t.x" """);

        // None ends before all have begun, so they do run at the same time.
        Until(() => _session.Run("""Get-DevFlowEventHandler "$t-*" """).All(static handler => handler.Properties["Handled"].Value is 1L));
        TestContext.Current.TestOutputHelper?.WriteLine($"One more handler: {each.TotalMilliseconds:F0} ms, {bytes / 1024} KiB managed");
        Assert.InRange(bytes, 0, 8 * 1024 * 1024);
    }

    public void Dispose()
    {
        _session.Run("Get-DevFlowEventHandler | Where-Object { $_.Topic.StartsWith($t) } | Unregister-DevFlowEventHandler");
        _session.Dispose();
    }

    private PSObject Register(string body, string name = "handler")
    {
        _session.Set("name", name);
        return _session.Run($$"""Register-DevFlowEventHandler "$t.x" { {{body}} } -Name "$t-$name" """).Single();
    }

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience), "It did not come true in time.");
}
