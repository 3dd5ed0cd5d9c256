using System.Diagnostics;
using System.Management.Automation;
using DevFlow.PowerShell.Tests.Bridge;
using Script = System.Management.Automation.PowerShell;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(SessionFixture.Collection)]
public sealed class RateLimitCommandTests(SessionFixture fixture) : IDisposable
{
    private const string HourIsFiveSeconds = "-Clock 720";

    private readonly string _name = "limits-" + Guid.NewGuid().ToString("N");
    private readonly Session _session = fixture.Open();

    [Fact]
    public void A_call_that_would_wait_longer_than_it_may_fails_at_once_and_says_until_when_for_what_and_why()
    {
        Start("-Limit @{ core = 2 }");
        Call();
        long started = Stopwatch.GetTimestamp();

        dynamic error = Fail("-MaxWait 30");

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal("RateLimited core exhausted", $"{error.Reason} {error.Bucket} {error.LimitReason}");
        Assert.InRange((DateTimeOffset)error.RetryAt, TimeProvider.System.GetUtcNow().AddMinutes(1), TimeProvider.System.GetUtcNow().AddMinutes(62));
        Assert.Contains("-MaxWait", (string)error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("0", Assert.Single(_session.RunText("$own.Refusals")));
    }

    [Fact]
    public void A_call_waits_for_the_next_window_and_counts_down()
    {
        Start($"-Limit @{{ core = 3 }} {HourIsFiveSeconds}");
        using Script shell = _session.Begin($"1..3 | ForEach-Object {{ (Invoke-DevFlowRequest /user -Connection {_name} -NoCache).login }}");

        Assert.Equal(3, shell.Invoke().Count);

        Assert.Empty(shell.Streams.Error);
        ProgressRecord[] records = [.. shell.Streams.Progress];
        ProgressRecord[] waiting = [.. records.Where(static r => r.RecordType == ProgressRecordType.Processing && r.StatusDescription.Contains("limit 'core'", StringComparison.Ordinal))];
        Assert.NotEmpty(waiting);
        Assert.InRange(waiting[0].SecondsRemaining, 1, 8);
        Assert.True(waiting[^1].SecondsRemaining < waiting[0].SecondsRemaining, "It does not count down.");
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
        Assert.Equal("0", Assert.Single(_session.RunText("$own.Refusals")));
    }

    [Fact]
    public void Stop_does_not_wait_and_Warn_says_that_it_does()
    {
        Start("-Limit @{ core = 2 }");
        Call();
        Assert.Equal("RateLimited", $"{Fail("-RateLimitBehavior Stop").Reason}");

        string other = Start($"-Limit @{{ core = 2 }} {HourIsFiveSeconds}", suffix: "b");
        using Script shell = _session.Begin($"1..2 | ForEach-Object {{ Invoke-DevFlowRequest /user -Connection {other} -NoCache -RateLimitBehavior Warn }}");

        Assert.Equal(2, shell.Invoke().Count);
        Assert.Contains("core", Assert.Single(shell.Streams.Warning).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Invoke-DevFlowRequest /user -Connection {0} -MaxWait 5:00:00")]
    [InlineData("Wait-DevFlowRateLimit {0} -MaxWait 5:00:00")]
    public void Ctrl_C_ends_a_wait_at_once(string script)
    {
        Start("-Limit @{ core = 2 }");
        Call();
        TimeSpan best = TimeSpan.MaxValue;

        // The machine may be busy for a moment; a wait that cannot be ended is slow every time.
        for (int attempt = 0; attempt < 5 && best > TimeSpan.FromMilliseconds(100); attempt++)
        {
            using Script shell = _session.Begin($"{string.Format(null, script, _name)}; 'not reached'");
            using PSDataCollection<PSObject> output = [];
            shell.BeginInvoke<PSObject, PSObject>(null, output);
            Assert.True(SpinWait.SpinUntil(() => shell.Streams.Progress.Count > 0, TimeSpan.FromSeconds(20)), "It does not wait.");
            long start = Stopwatch.GetTimestamp();
            shell.Stop();
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            best = taken < best ? taken : best;
            Assert.Empty(output);
        }

        Assert.InRange(best, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Wait_returns_when_there_is_room_and_not_before()
    {
        Start($"-Limit @{{ core = 2 }} {HourIsFiveSeconds}");
        Call();

        Assert.Equal(["True"], _session.RunText($"(Wait-DevFlowRateLimit {_name} core -PassThru).Remaining -ge 1"));
        Call();
        using Script tooMuch = _session.Begin($"Wait-DevFlowRateLimit {_name} core -Units 3");
        tooMuch.Invoke();
        Assert.Equal("DevFlow.InvalidArgument,DevFlow.PowerShell.Commands.WaitDevFlowRateLimitCommand", Assert.Single(tooMuch.Streams.Error).FullyQualifiedErrorId);
    }

    [Fact]
    public void A_reserve_is_left_to_others_until_it_is_taken_back()
    {
        Start("-Limit @{ core = 20 }");
        _session.Run($"Set-DevFlowRateLimitPolicy {_name} core -ReservePercent 50");

        using Script shell = _session.Begin($"1..20 | ForEach-Object {{ Invoke-DevFlowRequest /user -Connection {_name} -NoCache -MaxWait 0 }}");
        int answered = shell.Invoke().Count;
        _session.Run($"Set-DevFlowRateLimitPolicy {_name} core -Default");

        Assert.InRange(answered, 8, 9);
        Call();
        using Script unknown = _session.Begin($"Set-DevFlowRateLimitPolicy {_name} nonsense -ReservePercent 1");
        unknown.Invoke();
        Assert.Contains("core", Assert.Single(unknown.Streams.Error).Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-DevFlowRateLimit {0} -Bucket croe")]
    [InlineData("Wait-DevFlowRateLimit {0} croe")]
    [InlineData("Set-DevFlowRateLimitPolicy {0} croe -Limit 5")]
    public void A_misspelt_bucket_is_an_error_that_names_those_there_are(string script)
    {
        Start("");
        using Script shell = _session.Begin(string.Format(null, script, _name));
        shell.Invoke();

        string message = Assert.Single(shell.Streams.Error).Exception.Message;
        Assert.Contains("no limit 'croe'", message, StringComparison.Ordinal);
        Assert.Contains("core", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_changes_nothing_is_an_error()
    {
        Start("");
        using Script shell = _session.Begin($"Set-DevFlowRateLimitPolicy {_name} core");
        shell.Invoke();

        Assert.Contains("Nothing is said about how to change", Assert.Single(shell.Streams.Error).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_shows_at_once_and_takes_nothing_of_what_is_known()
    {
        Start("-Limit @{ core = 20 }");
        Call();
        _session.Run($"Set-DevFlowRateLimitPolicy {_name} core -ReservePercent 50");

        Assert.Equal(["20 10 2"], _session.RunText($"Get-DevFlowRateLimit {_name} | ForEach-Object {{ \"$($_.Limit) $($_.Usable) $($_.Used)\" }}"));
    }

    [Fact]
    public void Limits_that_no_answer_tells_of_are_shown_by_their_names_and_where_there_are_no_others()
    {
        Start("");
        Call();

        Assert.Equal(["core"], _session.RunText($"(Get-DevFlowRateLimit {_name}).Bucket"));
        Assert.Equal(["True 90"], _session.RunText($"Get-DevFlowRateLimit {_name} -Bucket secondary-cpu | ForEach-Object {{ \"$($_.IsHidden) $($_.Limit)\" }}"));
        Assert.Equal(["core"], _session.RunText("(TabExpansion2 -inputScript 'Get-DevFlowRateLimit -Bucket cor' -cursorColumn 32).CompletionMatches.ListItemText"));
        _session.Run($"$own = @($own) + @(Start-DevFlowSandbox slack); $null = @($own)[-1] | Connect-DevFlowPlatform -Name {_name}-slack");
        Assert.NotEmpty(_session.RunText($"(Get-DevFlowRateLimit {_name}-slack).Bucket"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("-00:00:01")]
    public void A_wait_of_less_than_nothing_is_refused(string maxWait)
    {
        using Script shell = _session.Begin($"Invoke-DevFlowRequest /user -Connection sandbox -MaxWait {maxWait}");
        shell.Invoke();

        Assert.Contains("less than nothing", Assert.Single(shell.Streams.Error).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_breaker_shows_what_failed_and_is_closed_by_hand()
    {
        Start("-Fault @{ Kind = 'Status'; Status = 500; Method = 'POST' }");
        using Script failing = _session.Begin($"1..11 | ForEach-Object {{ Invoke-DevFlowRequest /user/repos -Method POST -Body @{{ name = \"r$_\" }} -Connection {_name} }}");
        failing.Invoke();

        Assert.Equal("DevFlow.CircuitOpen,DevFlow.PowerShell.Commands.InvokeDevFlowRequestCommand", failing.Streams.Error.Last().FullyQualifiedErrorId);
        _session.Run("$breaker = Get-DevFlowCircuitBreaker \"$($own.BaseUri.GetLeftPart('Authority'))\"");
        Assert.Equal(["Open 10 status 500"], _session.RunText("\"$($breaker.State) $($breaker.Failures) $($breaker.LastFailure)\""));
        Assert.Equal(["Closed"], _session.RunText("($breaker | Reset-DevFlowCircuitBreaker -PassThru).State"));
        Assert.Equal(["octocat"], _session.RunText($"(Invoke-DevFlowRequest /user -Connection {_name}).login"));
    }

    [Fact]
    public void A_search_that_fails_stops_no_other_call()
    {
        Start("-Fault @{ Kind = 'Status'; Status = 500; Path = '*/search/*' }");
        using Script failing = _session.Begin($"1..11 | ForEach-Object {{ Invoke-DevFlowRequest '/search/issues?q=x' -Connection {_name} }}");
        failing.Invoke();

        Assert.Equal(["Open"], _session.RunText("\"$((Get-DevFlowCircuitBreaker \"$($own.BaseUri.GetLeftPart('Authority'))\" search).State)\""));
        Assert.Equal(["octocat"], _session.RunText($"(Invoke-DevFlowRequest /user -Connection {_name} -NoCache).login"));
    }

    public void Dispose()
    {
        _session.Run("if ($own) { $own | Stop-DevFlowSandbox }");
        _session.Dispose();
    }

    private string Start(string options, string suffix = "")
    {
        _session.Run($"$own = @($own) + @(Start-DevFlowSandbox github {options}) | Where-Object {{ $_ }}; $null = @($own)[-1] | Connect-DevFlowPlatform -Name {_name}{suffix}");
        return _name + suffix;
    }

    private void Call() => _session.Run($"$null = Invoke-DevFlowRequest /user -Connection {_name} -NoCache");

    private dynamic Fail(string parameters)
    {
        using Script shell = _session.Begin($"Invoke-DevFlowRequest /user -Connection {_name} -NoCache {parameters}");
        shell.Invoke();
        return Assert.Single(shell.Streams.Error).Exception;
    }
}
