using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class ConnectionChoiceTests
{
    [Fact]
    public void Two_connections_stand_side_by_side_and_the_one_named_is_used()
    {
        using SandboxSession own = new();
        HostedSession session = own.Session;
        session.Run("$second = Start-DevFlowSandbox; $null = $second | Connect-DevFlowPlatform -Name second");
        long first = own.Requests;
        long second = session.Get<long>("$second.Requests");

        session.Run("$null = Invoke-DevFlowRequest /user -Connection second");

        Assert.Equal(first, own.Requests);
        Assert.Equal(second + 1, session.Get<long>("$second.Requests"));
        session.Fail("Invoke-DevFlowRequest /user", "ConnectionNotFound", System.Management.Automation.ErrorCategory.ObjectNotFound, "main", "second");
        session.Run("$null = $second | Connect-DevFlowPlatform -Name github");
        session.Run("$null = Invoke-DevFlowRequest /user; $null = Invoke-DevFlowRequest /user -Platform GitHub");
        Assert.Equal(first, own.Requests);
    }

    [Fact]
    public void A_server_that_is_gone_does_not_hide_the_limits_of_the_others()
    {
        using SandboxSession own = new();
        HostedSession session = own.Session;
        session.Run("$gone = Start-DevFlowSandbox; 'a', 'z' | ForEach-Object { $null = $gone | Connect-DevFlowPlatform -Name $_ }; $gone | Stop-DevFlowSandbox");

        session.Run("$limits = Get-DevFlowRateLimit -Refresh -ErrorVariable failed -ErrorAction SilentlyContinue");

        Assert.Equal("main", session.Get<string>("$limits.Connection"));
        Assert.Equal(2, session.Get<int>("@($failed).Count"));
        Assert.StartsWith("DevFlow.Unreachable", session.Get<string>("$failed[0].FullyQualifiedErrorId"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_of_a_stopped_sandbox_is_refused_with_the_way_to_a_new_one()
    {
        using SandboxSession own = new();
        HostedSession session = own.Session;
        session.Run("$sandbox | Stop-DevFlowSandbox");

        System.Management.Automation.ErrorRecord error = session.Fail("$sandbox | Connect-DevFlowPlatform -Name late", "InvalidArgument", System.Management.Automation.ErrorCategory.InvalidArgument, "disposed");

        Assert.Contains("Start-DevFlowSandbox", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_asked_for_where_there_is_nothing_to_name_says_only_that()
    {
        using SandboxSession own = new();

        System.Management.Automation.ErrorRecord error = own.Session.Fail("Get-DevFlowEventHandler nope", "NotFound", System.Management.Automation.ErrorCategory.ObjectNotFound, "'nope'", "no other");

        Assert.DoesNotContain("Name one of those", error.ErrorDetails.Message, StringComparison.Ordinal);
    }
}
