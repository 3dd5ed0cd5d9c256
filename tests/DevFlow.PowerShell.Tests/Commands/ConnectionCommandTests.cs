using System.Management.Automation;
using System.Security;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class ConnectionCommandTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private readonly HostedSession _session = sandbox.Session;

    [Fact]
    public void A_credential_shows_what_is_known_and_hands_out_the_secret_only_by_a_switch()
    {
        string token = _session.Get<string>("[Net.NetworkCredential]::new('', $sandbox.Token).Password");
        PSObject shown = Assert.Single(_session.Run("Get-DevFlowCredential main"));

        Assert.Equal("DevFlow.Credential", shown.BaseObject.GetType().FullName);
        Assert.All(shown.Properties, property => Assert.DoesNotContain(token, $"{property.Value}", StringComparison.Ordinal));
        Assert.Equal(token, _session.Get<string>("Get-DevFlowCredential main -AsPlainText"));
        PSCredential handed = _session.Get<PSCredential>("$main | Get-DevFlowCredential -AsPSCredential");
        Assert.Equal("octocat", handed.UserName, ignoreCase: true);
        Assert.Equal(token, handed.GetNetworkCredential().Password);
        Assert.Equal(token, _session.Get<string>("'main' | Get-DevFlowCredential -AsPlainText"));
    }

    [Fact]
    public void A_wrong_name_among_right_ones_is_an_error_after_the_others()
    {
        ErrorRecord error = _session.Fail("$found = Get-DevFlowCredential missing, main", "CredentialNotFound", ErrorCategory.ObjectNotFound, "missing", "main");

        Assert.Equal("missing", error.TargetObject);
        Assert.Equal("main", _session.Get<string>("$found.Name"));
        Assert.Empty(_session.Run("Get-DevFlowCredential nothing*"));
        Assert.Single(_session.Run("Get-DevFlowCredential MA?N"));
    }

    [Fact]
    public void A_user_name_and_token_connect_as_basic_and_connect_again_in_a_new_session()
    {
        _session.Run("$null = Connect-DevFlowPlatform github $sandbox.BaseUri -Credential ([pscredential]::new('octocat', $sandbox.Token)) -Name basic -ErrorVariable refused -ErrorAction SilentlyContinue");
        if (_session.Get<int>("@($refused).Count") > 0)
        {
            // GitHub takes a token as a password only on Enterprise Server: a refusal must be an honest one, and store nothing.
            Assert.StartsWith("DevFlow.AuthenticationFailed", _session.Get<string>("$refused[0].FullyQualifiedErrorId"), StringComparison.Ordinal);
            Assert.Empty(_session.Run("Get-DevFlowCredential bas*"));
            return;
        }

        Assert.Equal("Basic", _session.Get<string>("(Get-DevFlowCredential basic).Kind"));
        Assert.NotNull(_session.Get<string>("(Invoke-DevFlowRequest /user -Connection basic).login"));
    }

    [Fact]
    public void Connecting_again_replaces_the_credential_by_its_next_version()
    {
        _session.Run("$a = $sandbox | Connect-DevFlowPlatform -Name again; $b = $sandbox | Connect-DevFlowPlatform -Name AGAIN");

        Assert.Equal(2, _session.Get<long>("(Get-DevFlowCredential again).Version"));
        Assert.Single(_session.Run("Get-DevFlowCredential again*"));
        Assert.Equal("octocat", _session.Get<string>("(Invoke-DevFlowRequest /user -Connection again).login"), ignoreCase: true);
    }

    [Fact]
    public void What_if_neither_calls_nor_writes()
    {
        string[] files = _session.Files;
        long requests = sandbox.Requests;
        _session.Set("secret", HostedSession.Secure("s"));

        Assert.Empty(_session.Run("""
            $sandbox | Connect-DevFlowPlatform -Name whatif -WhatIf
            Invoke-DevFlowRequest "/repos/$repo/issues" -Method POST -Body @{ title = 'x' } -Connection main -WhatIf
            Publish-DevFlowEvent what.if -WhatIf
            Register-DevFlowEventHandler what.if { } -Name whatif -WhatIf
            Start-DevFlowWebhookListener github -Secret $secret -WhatIf
            Start-DevFlowSandbox -WhatIf
            $sandbox | Stop-DevFlowSandbox -WhatIf
            """));

        Assert.Equal(files, _session.Files);
        Assert.Equal(requests, sandbox.Requests);
        Assert.True(_session.Get<bool>("$sandbox.IsRunning"));
        Assert.Empty(_session.Run("Get-DevFlowEventHandler whatif*; Get-DevFlowWebhookListener *"));
    }

    [Fact]
    public void Limits_that_are_known_are_shown_without_a_call()
    {
        long before = sandbox.Requests;

        PSObject limit = Assert.Single(_session.Run("$main | Get-DevFlowRateLimit -Bucket c*"));

        Assert.Equal("core", limit.Properties["Bucket"].Value);
        Assert.Equal(before, sandbox.Requests);
        Assert.Single(_session.Run("Get-DevFlowRateLimit main -Refresh"));
        Assert.Equal(before + 1, sandbox.Requests);
        Assert.Empty(_session.Run("Get-DevFlowRateLimit main -Bucket nothing*"));
        _session.Fail("Get-DevFlowRateLimit nowhere", "ConnectionNotFound", ErrorCategory.ObjectNotFound, "nowhere", "main");
    }

    [Fact]
    public void Tab_completes_platforms_connections_handlers_and_listeners()
    {
        _session.Set("secret", HostedSession.Secure("s"));
        _session.Run("""
            $null = Register-DevFlowEventHandler tab.topic { } -Name 'tab handler'
            $null = Start-DevFlowWebhookListener github -Secret $secret -Name tab-listener
            """);

        Assert.Equal(["github", "gitlab"], _session.Complete("Connect-DevFlowPlatform -Platform g"));
        Assert.Equal(["main"], _session.Complete("Invoke-DevFlowRequest /user -Connection ma"));
        Assert.Equal(["main"], _session.Complete("Get-DevFlowCredential ma"));
        Assert.Equal(["'tab handler'"], _session.Complete("Unregister-DevFlowEventHandler ta"));
        Assert.Equal(["tab-listener"], _session.Complete("Stop-DevFlowWebhookListener -Name TA"));
        _session.Run("Unregister-DevFlowEventHandler tab*; Stop-DevFlowWebhookListener tab*");
    }

    [Fact]
    public void A_SecureString_is_never_shown_by_an_error()
    {
        SecureString secret = HostedSession.Secure("ghp_canary111111111111111111111111111111");
        _session.Set("bad", secret);

        ErrorRecord error = _session.Fail("Connect-DevFlowPlatform github $sandbox.BaseUri -Name bad -Token $bad");

        Assert.DoesNotContain("canary", error + error.Exception.ToString() + error.ErrorDetails, StringComparison.Ordinal);
    }
}
