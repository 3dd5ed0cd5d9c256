using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>Connections listed, tested, chosen and forgotten.</summary>
[Collection(HostedSession.Collection)]
public sealed class ConnectionLifeTests : IDisposable
{
    private readonly SandboxSession _sandbox = new();

    private HostedSession Session => _sandbox.Session;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Connections_are_listed_by_wildcard_object_and_platform_without_a_call()
    {
        Session.Run("$null = $sandbox | Connect-DevFlowPlatform -Name second");
        long before = _sandbox.Requests;

        Assert.Equal(["main", "second"], Session.Run("Get-DevFlowConnection | ForEach-Object Name").Select(static name => $"{name}"));
        Assert.Equal("second", Session.Get<string>("(Get-DevFlowConnection s*).Name"));
        Assert.Equal("main", Session.Get<string>("($main | Get-DevFlowConnection).Name"));
        Assert.Equal(2, Session.Get<int>("@(Get-DevFlowConnection -Platform git*).Count"));
        Assert.Empty(Session.Run("Get-DevFlowConnection -Platform jira"));
        Session.Fail("$found = Get-DevFlowConnection nope, main", "ConnectionNotFound", ErrorCategory.ObjectNotFound, "'nope'", "main");
        Assert.Equal("main", Session.Get<string>("$found.Name"));
        Assert.Equal(["main"], Session.Complete("Disconnect-DevFlowConnection ma"));
        Assert.Equal(before, _sandbox.Requests);
    }

    [Fact]
    public void A_test_tells_account_latency_clock_and_what_is_wrong()
    {
        PSObject healthy = Assert.Single(Session.Run("$main | Test-DevFlowConnection"));

        Assert.Equal(true, healthy.Properties["IsHealthy"].Value);
        Assert.Equal("octocat", healthy.Properties["Account"].Value);
        Assert.True((TimeSpan)healthy.Properties["Latency"].Value > TimeSpan.Zero);
        Assert.InRange((TimeSpan)healthy.Properties["ClockOffset"].Value, TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2));
        Assert.True(Session.Get<bool>("Test-DevFlowConnection main -Quiet"));

        Session.Run("$sandbox.Faults = @{ Kind = 'ClockSkew'; Delay = '-00:05:00' }");
        PSObject skewed = Assert.Single(Session.Run("Test-DevFlowConnection main"));
        Assert.Contains("ahead of the platform's", $"{skewed.Properties["Problem"].Value}", StringComparison.Ordinal);

        Session.Run("$sandbox | Stop-DevFlowSandbox");
        PSObject gone = Assert.Single(Session.Run("Test-DevFlowConnection main"));
        Assert.Equal("Unreachable", $"{gone.Properties["Reason"].Value}");
        Assert.False(string.IsNullOrEmpty($"{gone.Properties["Fix"].Value}"));
        Assert.False(Session.Get<bool>("Test-DevFlowConnection main -Quiet"));
    }

    [Fact]
    public void A_test_says_that_the_credential_was_replaced_by_another_accounts()
    {
        Session.Run("""
            $lab = Start-DevFlowSandbox gitlab
            $null = $lab | Connect-DevFlowPlatform -Name lab
            $other = ($lab.Credentials | Where-Object Name -EQ developer).Secret
            $null = Set-DevFlowCredential lab $other -Platform gitlab -BaseUri $lab.BaseUri
            """);

        Assert.Contains("but the connection was made for", Session.Get<string>("(Test-DevFlowConnection lab).Problem"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_chosen_default_is_meant_in_every_session_and_named_ones_still_win()
    {
        Session.Run("""
            $other = Start-DevFlowSandbox
            $null = $other | Connect-DevFlowPlatform -Name other
            """);
        Session.Fail("Invoke-DevFlowRequest /user", "ConnectionNotFound", ErrorCategory.ObjectNotFound, "main", "other");

        Session.Run("Select-DevFlowConnection other -WhatIf");
        Assert.False(Session.Get<bool>("(Get-DevFlowConnection other).IsDefault"));
        Assert.True(Session.Get<bool>("('other' | Select-DevFlowConnection -PassThru).IsDefault"));
        long asked = Session.Get<long>("$other.Requests");
        Session.Run("$null = Invoke-DevFlowRequest /user");
        Assert.Equal(asked + 1, Session.Get<long>("$other.Requests"));

        Session.Run("Get-DevFlowConnection main | Select-DevFlowConnection; $null = $other | Connect-DevFlowPlatform -Name other");
        Assert.Equal("main", Session.Get<string>("(Get-DevFlowConnection | Where-Object IsDefault).Name"));
        long before = _sandbox.Requests;
        Session.Run("$null = Invoke-DevFlowRequest /user -Platform github");
        Assert.Equal(before + 1, _sandbox.Requests);
    }

    [Fact]
    public void Of_connections_to_several_platforms_none_is_guessed()
    {
        Session.Run("$null = $sandbox | Connect-DevFlowPlatform -Name github; $null = Start-DevFlowSandbox gitlab | Connect-DevFlowPlatform -Name gitlab");

        Session.Fail("Invoke-DevFlowRequest /user", "ConnectionNotFound", ErrorCategory.ObjectNotFound, "github", "gitlab");
        Session.Run("$null = Invoke-DevFlowRequest /user -Platform gitlab");
        Session.Fail("Invoke-DevFlowRequest /user -Connection main -Platform gitlab", "InvalidArgument", ErrorCategory.InvalidArgument, "main", "github");
    }

    [Fact]
    public void A_forgotten_connection_is_gone_and_its_credential_only_where_that_was_asked_for()
    {
        Session.Run("'a', 'b', 'c' | ForEach-Object { $null = $sandbox | Connect-DevFlowPlatform -Name $_ }; Connect-DevFlowPlatform github $sandbox.BaseUri -CredentialName b -Name b2");

        Session.Run("Disconnect-DevFlowConnection a -WhatIf; Disconnect-DevFlowConnection a; Get-DevFlowConnection b | Disconnect-DevFlowConnection -RemoveCredential; Disconnect-DevFlowConnection c* -RemoveCredential; Disconnect-DevFlowConnection nothing*");

        Assert.Equal(["b2", "main"], Session.Run("Get-DevFlowConnection | ForEach-Object Name").Select(static name => $"{name}").Order(StringComparer.Ordinal));
        Assert.Equal(["a", "b", "main"], Session.Run("Get-DevFlowCredential | ForEach-Object Name").Select(static name => $"{name}").Order(StringComparer.Ordinal));
        Session.Fail("Invoke-DevFlowRequest /user -Connection a", "ConnectionNotFound", ErrorCategory.ObjectNotFound, "'a'");
        Session.Fail("Disconnect-DevFlowConnection a", "ConnectionNotFound", ErrorCategory.ObjectNotFound, "'a'");
    }

    [Theory]
    [InlineData("github", "Cloud")]
    [InlineData("gitlab", "Cloud")]
    [InlineData("jira", "Cloud")]
    [InlineData("jira", "DataCenter")]
    [InlineData("slack", "Cloud")]
    public void A_sandbox_of_every_platform_is_connected_by_piping_it_in(string platform, string deployment)
    {
        PSObject connection = Assert.Single(Session.Run($"$one = Start-DevFlowSandbox {platform} -Deployment {deployment}; $one | Connect-DevFlowPlatform -Name piped; $one | Stop-DevFlowSandbox"));

        Assert.Equal(platform, connection.Properties["Platform"].Value);
    }

    [Fact]
    public void Two_accounts_on_one_host_keep_to_their_own_credentials()
    {
        Session.Run("""
            $lab = Start-DevFlowSandbox gitlab
            $null = $lab | Connect-DevFlowPlatform -Name ada
            $null = Connect-DevFlowPlatform gitlab $lab.BaseUri -Token ($lab.Credentials | Where-Object Name -EQ developer).Secret -Name grace
            """);

        Assert.Equal(
            ["ada", "grace", "ada"],
            Session.Run("'ada', 'grace', 'ada' | ForEach-Object { (Invoke-DevFlowRequest /user -Connection $_ -NoCache).username }").Select(static name => $"{name}"));
        Assert.Equal(["ada", "grace"], Session.Run("Get-DevFlowCredential ada, grace | ForEach-Object Account").Select(static name => $"{name}"));
    }
}
