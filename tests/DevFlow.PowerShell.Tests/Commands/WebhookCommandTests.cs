using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>Webhooks by cmdlet: start with sources, send, explain, look at the log, replay, restart, stop.</summary>
[Collection(HostedSession.Collection)]
public sealed class WebhookCommandTests : IDisposable
{
    private readonly HostedSession _session = new();

    public WebhookCommandTests()
    {
        _session.Set("secret", HostedSession.Secure("canary-webhook-secret"));
        _session.Set("key", HostedSession.Secure("It's a Secret to Everybody"));
    }

    [Fact]
    public async Task What_is_sent_is_taken_once_logged_and_can_be_handled_again()
    {
        _session.Run("""
            $listener = Start-DevFlowWebhookListener github -Secret $secret
            $body = '{"action":"opened","issue":{"number":7},"repository":{"full_name":"ops/playground"}}'
            $first = $listener | Send-DevFlowWebhook -Secret $secret -Event issues -Body $body -Id trial-1 -TimeoutSec 5.5
            $again = $listener | Send-DevFlowWebhook -Secret $secret -Event issues -Body $body -Id trial-1
            $wrong = $listener | Send-DevFlowWebhook -Secret $key
            """);
        Assert.Equal("200 200 401", _session.Get<string>("\"$($first.Status) $($again.Status) $($wrong.Status)\""));
        await _session.UntilAsync("@(Get-DevFlowWebhookDelivery).Count -eq 3");
        Assert.Equal("Accepted Duplicate Rejected", _session.Get<string>("(Get-DevFlowWebhookDelivery).Outcome -join ' '"));
        Assert.Equal("trial-1", _session.Get<string>("(Get-DevFlowWebhookDelivery github -Outcome Accepted -Topic 'github.issues.*').EventId"));
        Assert.Equal(0, _session.Get<int>("@(Get-DevFlowWebhookDelivery -Topic 'gitlab.**').Count"));

        _session.Run("""
            $handler = Register-DevFlowEventHandler 'github.**' -Name again -Action { $_.Id }
            Get-DevFlowWebhookDelivery -Outcome Accepted | Publish-DevFlowEvent -HandlerName again
            """);
        await _session.UntilAsync("$handler.Handled -eq 1");
        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowEvent github.issues.opened).Count"));
        Assert.Equal("DevFlow.NotFound", _session.Get<string>("try { Get-DevFlowWebhookDelivery -Outcome Rejected | Publish-DevFlowEvent -ErrorAction Stop } catch { $_.FullyQualifiedErrorId.Split(',')[0] }"));
    }

    [Fact]
    public void Sources_have_paths_of_their_own_and_follow_stored_secrets_over_a_restart()
    {
        _session.Run("""
            Set-DevFlowCredential ci-hook -Kind WebhookSecret -Platform github -Secret $secret
            $listener = Start-DevFlowWebhookListener -Name hooks -HealthPort 0 -Source @(
                @{ Platform = 'github'; CredentialName = 'ci-hook'; MaxBodyBytes = 5MB }
                @{ Name = 'billing'; Platform = 'standard'; Secret = $secret; AllowFrom = '192.0.2.0/24' }
            )
            Restart-DevFlowWebhookListener hooks
            $taken = Send-DevFlowWebhook github ($listener.Sources[0].Uri) -CredentialName ci-hook
            """);
        Assert.Equal("/webhooks/github /webhooks/billing", _session.Get<string>("$listener.Sources.Uri.AbsolutePath -join ' '"));
        Assert.Equal(200, _session.Get<int>("$taken.Status"));
        Assert.Equal("github, standard", _session.Get<string>("$listener.Platform"));
        _session.Run("Stop-DevFlowWebhookListener hooks");
        Assert.False(_session.Get<bool>("$listener.IsListening"));
    }

    [Fact]
    public void A_verdict_is_explained_step_by_step()
    {
        _session.Run("""
            $headers = @{ 'X-Hub-Signature-256' = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'; 'X-GitHub-Event' = 'ping' }
            $right = Test-DevFlowWebhookSignature github -Secret $key -Headers $headers -Body 'Hello, World!'
            $longer = Test-DevFlowWebhookSignature github -Secret $key -Headers $headers -Body "Hello, World!`n"
            $wrong = Test-DevFlowWebhookSignature github -Secret $secret -Headers $headers -Body 'Hello, World!'
            $none = Test-DevFlowWebhookSignature github -Secret $secret -Headers @{} -Body 'Hello, World!'
            """);
        Assert.True(_session.Get<bool>("$right.IsValid"));
        Assert.Contains("line break", _session.Get<string>("$longer.RecommendedAction"), StringComparison.Ordinal);
        Assert.Contains("secret", _session.Get<string>("$wrong.RecommendedAction"), StringComparison.Ordinal);
        Assert.StartsWith("X-Hub-Signature-256 is there", _session.Get<string>("$none.Problem"), StringComparison.Ordinal);
        Assert.Equal("True True False", _session.Get<string>("$wrong.Checks.Passed -join ' '"));
    }

    [Theory]
    [InlineData("Start-DevFlowWebhookListener github", "DevFlow.WebhookSecretMissing")]
    [InlineData("Start-DevFlowWebhookListener github -CredentialName nobody", "DevFlow.CredentialNotFound")]
    [InlineData("Start-DevFlowWebhookListener github -Secret $secret -Address 0.0.0.0", "DevFlow.InsecureAddress")]
    [InlineData("Start-DevFlowWebhookListener github -Secret $secret -CertificatePath /no/such/file.pem", "DevFlow.InvalidArgument")]
    [InlineData("Start-DevFlowWebhookListener github -Secret $secret -AllowFrom nowhere", "DevFlow.InvalidArgument")]
    [InlineData("Send-DevFlowWebhook github https://example.com/ -Secret $secret", "DevFlow.InsecureAddress")]
    [InlineData("Send-DevFlowWebhook github http://127.0.0.1:9/ -Secret $secret", "DevFlow.Unreachable")]
    public void What_cannot_be_done_is_named(string script, string expected) =>
        Assert.Equal(expected, _session.Get<string>($"try {{ {script} -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId.Split(',')[0] }}"));

    public void Dispose()
    {
        _session.Run("Stop-DevFlowWebhookListener *");
        _session.Dispose();
    }
}
