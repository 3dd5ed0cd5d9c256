using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class RateLimitForecastTests : IClassFixture<HostedSession>, IDisposable
{
    private readonly HostedSession _session;

    public RateLimitForecastTests(HostedSession session)
    {
        _session = session;
        _session.Run("Stop-DevFlowSandbox; $null = Start-DevFlowSandbox -Limit @{ core = 20 } | Connect-DevFlowPlatform -Name foretold");
    }

    public void Dispose() => _session.Run("Stop-DevFlowSandbox");

    [Fact]
    public void A_plan_that_fits_ends_in_this_window_and_a_larger_one_in_a_later_one()
    {
        _session.Run("""
            $small = Get-DevFlowRateLimit foretold -Bucket core -Plan 5
            $large = Get-DevFlowRateLimit foretold -Bucket core -Plan 50
            $limit = Get-DevFlowRateLimit foretold -Bucket core
            """);

        Assert.Equal("foretold/core", _session.Get<string>("\"$($small.Connection)/$($small.Bucket)\""));
        Assert.True(_session.Get<bool>("$small.PlanEndsAt -lt $limit.ResetsAt -and -not $small.WillExhaust"));
        Assert.True(_session.Get<bool>("$large.PlanEndsAt -gt $limit.ResetsAt -and $large.WillExhaust -and $large.ExhaustsAt -lt $limit.ResetsAt"));
        Assert.Null(_session.Get<object>("(Get-DevFlowRateLimit foretold -Bucket core -Forecast).PlanEndsAt"));
    }

    [Fact]
    public void An_event_tells_of_a_limit_before_it_is_exhausted_and_once()
    {
        _session.Run("""
            $begin = [DateTimeOffset]::UtcNow
            1..18 | ForEach-Object { $null = Invoke-DevFlowRequest /user -Connection foretold -NoCache }
            $told = Wait-DevFlowEvent devflow.ratelimit.nearing -Since $begin -TimeoutSec 30
            """);

        Assert.Equal("foretold core 20", _session.Get<string>("\"$($told.Data.connection) $($told.Data.bucket) $($told.Data.limit)\""));
        Assert.True(_session.Get<bool>("$told.Data.remaining -gt 0 -and $told.Data.remaining -le 4"));
        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowEvent -Topic devflow.ratelimit.nearing -Since $begin).Count"));
    }
}
