using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>Jira and Slack as a session sees them: connected, asked, and heard.</summary>
[Collection(HostedSession.Collection)]
public sealed class PlatformConnectionTests : IClassFixture<HostedSession>, IDisposable
{
    private readonly HostedSession _session;

    public PlatformConnectionTests(HostedSession session) => _session = session;

    public void Dispose() => _session.Run("Get-DevFlowWebhookListener | Stop-DevFlowWebhookListener; Stop-DevFlowSandbox");

    [Fact]
    public void Jira_Cloud_is_connected_with_an_email_address_and_an_API_token_and_tells_what_happens()
    {
        _session.Run("""
            $jira = Start-DevFlowSandbox jira
            $admin = $jira.Credentials | Where-Object Name -EQ admin
            $connection = Connect-DevFlowPlatform jira $jira.BaseUri -Credential ([pscredential]::new($admin.UserName, $admin.Secret)) -Name tracker
            $listener = Start-DevFlowWebhookListener jira -Secret ([System.Net.NetworkCredential]::new('', 's3cret').SecurePassword)
            $hook = @{ name = 'all'; url = "$($listener.Uri)"; events = @('jira:issue_created'); secret = 's3cret' }
            $null = Invoke-DevFlowRequest /rest/webhooks/1.0/webhook -Method POST -Body $hook -Connection tracker
            $begin = [DateTimeOffset]::UtcNow.AddSeconds(-1) # Jira's times are whole milliseconds.
            $null = $jira | Invoke-DevFlowSandboxEvent issue-created -Data @{ summary = 'Made in a test' }
            $heard = Wait-DevFlowEvent jira.issue.created -Since $begin -TimeoutSec 30
            """);

        Assert.Equal(("API token", "mia@example.com"), (_session.Get<string>("$connection.TokenKind"), _session.Get<string>("$connection.Account")));
        Assert.Equal("Made in a test", _session.Get<string>("$heard.Data.issue.fields.summary"));
        Assert.Equal("mia@example.com", _session.Get<string>("(Invoke-DevFlowRequest /rest/api/3/myself -Connection tracker).emailAddress"));
        Assert.True(_session.Get<bool>("@(Get-DevFlowRateLimit tracker).Bucket -like 'jira-burst-based*' -as [bool]"));
    }

    [Fact]
    public void Jira_Data_Center_is_connected_with_a_personal_access_token_and_what_is_missing_is_said()
    {
        _session.Run("$server = Start-DevFlowSandbox jira -Deployment DataCenter; $connection = $server | Connect-DevFlowPlatform -Name server");

        Assert.Equal(("personal access token", "mia"), (_session.Get<string>("$connection.TokenKind"), _session.Get<string>("$connection.Account")));
        ErrorRecord missing = _session.Fail("Invoke-DevFlowRequest /rest/api/2/issue/EX-99999 -Connection server", "NotFound", ErrorCategory.ObjectNotFound);
        Assert.Contains("EX-99999", missing.Exception.Message, StringComparison.Ordinal);
        _session.Fail("Connect-DevFlowPlatform jira -Token $server.Token", "InvalidArgument", ErrorCategory.InvalidArgument, "jira", "address");
    }

    [Fact]
    public void Slack_is_connected_answers_the_challenge_of_its_listener_and_refuses_in_words()
    {
        _session.Run("""
            $slack = Start-DevFlowSandbox slack
            $connection = $slack | Connect-DevFlowPlatform -Name chat
            $signing = ($slack.Credentials | Where-Object Name -EQ signing-secret).Secret
            $listener = Start-DevFlowWebhookListener slack -Secret $signing
            $configured = $slack | Invoke-DevFlowSandboxEvent configure -Data @{ request_url = "$($listener.Uri)" }
            """);

        Assert.Equal("bot token", _session.Get<string>("$connection.TokenKind"));
        Assert.True(_session.Get<bool>("(Invoke-DevFlowRequest /auth.test -Connection chat).ok"));
        ErrorRecord missing = _session.Fail("Invoke-DevFlowRequest '/conversations.info?channel=C0NOSUCH001' -Connection chat", "NotFound", ErrorCategory.ObjectNotFound);
        Assert.Contains("channel_not_found", missing.Exception.Message, StringComparison.Ordinal);
        _session.Run("$begin = [DateTimeOffset]::UtcNow; $null = $slack | Invoke-DevFlowSandboxEvent mention");
        Assert.Equal("app_mention", _session.Get<string>("(Wait-DevFlowEvent slack.event.app_mention -Since $begin -TimeoutSec 30).Data.event.type"));
    }
}
