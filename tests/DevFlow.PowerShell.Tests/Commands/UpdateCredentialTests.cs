using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class UpdateCredentialTests(HostedSession session) : IClassFixture<HostedSession>
{
    [Fact]
    public void A_GitLab_token_is_rotated_and_its_connection_goes_on()
    {
        session.Run("""
            $lab = Start-DevFlowSandbox gitlab
            $login = $lab.Credentials | Where-Object Name -EQ rotator
            $null = Connect-DevFlowPlatform gitlab $lab.BaseUri -Token $login.Secret -Name rotated
            $before = Get-DevFlowCredential rotated
            $end = [DateTimeOffset]::UtcNow.AddDays(30)
            $after = Update-DevFlowCredential rotated -Rotate -ExpiresAt $end
            """);

        Assert.True(session.Get<bool>("$after -is [DevFlow.Credential] -and $after.Version -gt $before.Version"));
        Assert.True(session.Get<bool>("$after.ExpiresAt.UtcDateTime.Date -eq $end.UtcDateTime.Date"));
        Assert.Equal("ada", session.Get<string>("(Invoke-DevFlowRequest -Connection rotated -Path user).username"));
        session.Run("$null = Update-DevFlowCredential rot* -Rotate -WhatIf");
        Assert.True(session.Get<bool>("(Get-DevFlowCredential rotated).Version -eq $after.Version"));
        session.Run("$lab | Stop-DevFlowSandbox");
    }

    [Fact]
    public void What_cannot_be_refreshed_says_so_and_stops_no_other()
    {
        session.Run("$hub = Start-DevFlowSandbox; $null = $hub | Connect-DevFlowPlatform -Name plain");

        session.Fail("Update-DevFlowCredential plain", "InvalidArgument", ErrorCategory.InvalidArgument, "plain");
        session.Fail("Update-DevFlowCredential plain -Rotate", "InvalidArgument", ErrorCategory.InvalidArgument, "plain");
        session.Fail("Update-DevFlowCredential plain -Secret ([System.Net.NetworkCredential]::new('', 'x').SecurePassword)", "InvalidArgument", ErrorCategory.InvalidArgument, "plain");
        session.Fail("Update-DevFlowCredential nobody", "CredentialNotFound", ErrorCategory.ObjectNotFound, "nobody");
        Assert.Empty(session.Run("Update-DevFlowCredential -Due -Within 365.00:00:00"));
        session.Run("$hub | Stop-DevFlowSandbox");
    }

    [Fact]
    public void A_connection_can_be_made_with_a_stored_credential_and_only_at_its_own_address()
    {
        session.Run("""
            $own = Start-DevFlowSandbox
            $other = Start-DevFlowSandbox
            $null = $own | Connect-DevFlowPlatform -Name first
            $second = Connect-DevFlowPlatform github $own.BaseUri -CredentialName first -Name second
            """);

        Assert.Equal("first octocat", session.Get<string>("\"$($second.CredentialName) $((Invoke-DevFlowRequest -Connection second -Path user).login)\""));
        session.Fail("Connect-DevFlowPlatform github $other.BaseUri -CredentialName first -Name third", "InsecureAddress", ErrorCategory.SecurityError);
        session.Run("$own, $other | Stop-DevFlowSandbox");
    }
}
