using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.BadInput;

[Collection(HostedSession.Collection)]
public sealed class RequestTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private readonly HostedSession _session = sandbox.Session;

    [Fact]
    public void An_unknown_connection_names_those_there_are() =>
        _session.Fail("Invoke-DevFlowRequest /user -Connection mian", "ConnectionNotFound", ErrorCategory.ObjectNotFound, "mian", "main");

    [Fact]
    public void A_path_to_another_host_is_refused() =>
        _session.Fail("Invoke-DevFlowRequest https://evil.example/user -Connection main", "InsecureAddress", ErrorCategory.SecurityError, "evil.example");

    [Fact]
    public void A_text_that_is_not_JSON_is_refused_before_any_call()
    {
        long before = sandbox.Requests;

        _session.Fail("Invoke-DevFlowRequest \"/repos/$repo/issues\" -Method POST -Body '{title: x' -Connection main", "InvalidArgument", ErrorCategory.InvalidArgument, "not JSON");

        Assert.Equal(before, sandbox.Requests);
    }

    [Fact]
    public void What_the_platform_does_not_have_is_named()
    {
        ErrorRecord error = _session.Fail("Invoke-DevFlowRequest /repos/no-one/nowhere -Connection main", "NotFound", ErrorCategory.ObjectNotFound, "/repos/no-one/nowhere", "404");

        Assert.Equal(404, LanguagePrimitives.ConvertTo<int>(new PSObject(error.Exception).Properties["StatusCode"].Value));
    }

    [Fact]
    public void A_refused_input_carries_the_platforms_own_reasons() =>
        _session.Fail("Invoke-DevFlowRequest \"/repos/$repo/issues\" -Method POST -Body @{ body = 'no title' } -Connection main", "RequestFailed", ErrorCategory.ProtocolError, "422", "title");

    [Fact]
    public void A_port_in_use_is_told_for_listener_and_sandbox()
    {
        _session.Set("secret", HostedSession.Secure("s"));
        int port = _session.Get<int>("$sandbox.BaseUri.Port");

        _session.Fail("Start-DevFlowSandbox -Port $sandbox.BaseUri.Port", "PortInUse", ErrorCategory.ResourceBusy, $"{port}");
        _session.Fail("Start-DevFlowWebhookListener github -Secret $secret -Port $sandbox.BaseUri.Port", "PortInUse", ErrorCategory.ResourceBusy, $"{port}");
        Assert.Empty(_session.Run("Get-DevFlowWebhookListener"));
    }

    [Fact]
    public void A_listener_without_a_secret_does_not_start()
    {
        _session.Set("secret", HostedSession.Secure(""));

        _session.Fail("Start-DevFlowWebhookListener github", "WebhookSecretMissing", ErrorCategory.InvalidArgument, "github");
        _session.Fail("Start-DevFlowWebhookListener github -Secret $secret", "WebhookSecretMissing", ErrorCategory.InvalidArgument, "github");
        _session.Fail("Start-DevFlowWebhookListener gitbub -Secret $secret", "UnknownPlatform", ErrorCategory.ObjectNotFound, "gitbub");
        Assert.Empty(_session.Run("Get-DevFlowWebhookListener"));
    }

    [Fact]
    public void An_exhausted_limit_is_refused_here_and_shown_where_asked_for()
    {
        _session.Run("$small = Start-DevFlowSandbox -Limit @{ core = 3 }; $null = $small | Connect-DevFlowPlatform -Name small");
        _session.Run("1..2 | ForEach-Object { $null = Invoke-DevFlowRequest /user -NoCache -Connection small }");
        long before = _session.Get<long>("$small.Requests");

        ErrorRecord error = _session.Fail("Invoke-DevFlowRequest /user -NoCache -Connection small", "RateLimited", ErrorCategory.LimitsExceeded, "small");

        Assert.Equal(before, _session.Get<long>("$small.Requests"));
        DateTimeOffset retryAt = (DateTimeOffset)new PSObject(error.Exception).Properties["RetryAt"].Value;
        Assert.InRange(retryAt, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1.1));
        Assert.Equal(0, _session.Get<long>("(Get-DevFlowRateLimit small -Refresh).Remaining"));
        _session.Restart();
        Assert.Equal(0, _session.Get<int>("@(Get-DevFlowRateLimit small -ErrorAction SilentlyContinue | Where-Object Remaining -gt 0).Count"));
        _session.Run("$sandbox = Start-DevFlowSandbox; $repo = $sandbox.Repository; $main = $sandbox | Connect-DevFlowPlatform -Name main");
    }

    [Fact]
    public void Another_credential_under_the_name_does_not_inherit_an_exhausted_limit()
    {
        _session.Run("""
            $first = Start-DevFlowSandbox -Limit @{ core = 1 }
            $second = Start-DevFlowSandbox
            $null = $first | Connect-DevFlowPlatform -Name swapped
            """);
        _session.Fail("Invoke-DevFlowRequest /user -Connection swapped", "RateLimited", ErrorCategory.LimitsExceeded);

        _session.Run("$null = $second | Connect-DevFlowPlatform -Name swapped");

        Assert.Equal("octocat", _session.Get<string>("(Invoke-DevFlowRequest /user -Connection swapped).login"), ignoreCase: true);
        _session.Run("$first, $second | Stop-DevFlowSandbox");
    }

    [Fact]
    public void A_sandbox_that_was_stopped_in_between_is_unreachable()
    {
        _session.Run("$gone = Start-DevFlowSandbox; $null = $gone | Connect-DevFlowPlatform -Name gone; $gone | Stop-DevFlowSandbox");

        _session.Fail("Invoke-DevFlowRequest /user -Connection gone", "Unreachable", ErrorCategory.ConnectionError, _session.Get<string>("$gone.BaseUri.Authority"));
    }
}
