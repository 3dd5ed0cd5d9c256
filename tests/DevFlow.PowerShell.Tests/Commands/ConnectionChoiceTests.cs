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
}
