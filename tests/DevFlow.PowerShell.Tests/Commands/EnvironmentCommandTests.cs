using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>The doctor: what is well, and what is wrong with the way to mend it.</summary>
[Collection(HostedSession.Collection)]
public sealed class EnvironmentCommandTests : IDisposable
{
    private readonly SandboxSession _sandbox = new();

    private HostedSession Session => _sandbox.Session;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Where_all_is_well_everything_was_looked_at_and_nothing_is_to_be_done()
    {
        IReadOnlyList<PSObject> checks = Session.Run("Test-DevFlowEnvironment");

        Assert.Equal(
            ["Home", "Store", "TLS", "Listener", "Limits", "Proxy", "Connection main", "Clock"],
            checks.Select(static check => $"{check.Properties["Name"].Value}"));
        Assert.All(checks, static check => Assert.True($"{check.Properties["Status"].Value}" == "Passed" && check.Properties["Fix"].Value is null, $"{check.Properties["Message"].Value}"));
        Assert.True(Session.Get<bool>("Test-DevFlowEnvironment -Quiet"));
    }

    [Fact]
    public void A_clock_that_is_off_and_a_limit_that_is_nearly_used_up_are_told()
    {
        Session.Run("$sandbox.Faults = @{ Kind = 'ClockSkew'; Delay = '00:10:00' }");

        PSObject clock = Assert.Single(Session.Run("Test-DevFlowEnvironment | Where-Object Name -EQ Clock"));

        Assert.Equal("Failed", $"{clock.Properties["Status"].Value}");
        Assert.Contains("behind", $"{clock.Properties["Message"].Value}", StringComparison.Ordinal);
        Assert.Contains("time server", $"{clock.Properties["Fix"].Value}", StringComparison.Ordinal);
        Session.Run("""
            $poor = Start-DevFlowSandbox -Limit @{ core = 12 }
            $null = $poor | Connect-DevFlowPlatform -Name poor
            1..10 | ForEach-Object { $null = Invoke-DevFlowRequest /user -Connection poor -NoCache }
            """);
        Assert.Equal("Warning", Session.Get<string>("(Test-DevFlowEnvironment | Where-Object { $_.Name -eq 'Limits' -and $_.Message -like '*poor*' }).Status"));
    }

    [Fact]
    public void Certificates_that_are_not_there_and_a_server_that_is_gone_fail_with_a_fix()
    {
        Environment.SetEnvironmentVariable("SSL_CERT_FILE", Session.Folder.File("nowhere.pem"));
        try
        {
            Session.Run("$sandbox | Stop-DevFlowSandbox");
            IReadOnlyList<PSObject> failed = Session.Run("Test-DevFlowEnvironment | Where-Object Status -EQ Failed");

            Assert.Equal(["TLS", "Connection main"], failed.Select(static check => $"{check.Properties["Name"].Value}"));
            Assert.All(failed, static check => Assert.False(string.IsNullOrEmpty($"{check.Properties["Fix"].Value}")));
            Assert.False(Session.Get<bool>("Test-DevFlowEnvironment -Quiet"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("SSL_CERT_FILE", null);
        }
    }
}
