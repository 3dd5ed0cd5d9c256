using System.Management.Automation;

namespace DevFlow.PowerShell.Tests.EndToEnd;

[Collection(HostedSession.Collection)]
public sealed class WebhookRegistrationTests : IDisposable
{
    private readonly HostedSession _session = new();

    [Theory]
    [InlineData("github", "$sandbox.Repository", "push", "X-Hub-Signature-256")]
    [InlineData("gitlab", "$sandbox.Project", "push", "webhook-signature")]
    [InlineData("jira", "''", "issue-created", "X-Hub-Signature")]
    public async Task A_new_webhook_delivers_what_its_stored_secret_verifies(string platform, string target, string happening, string signature)
    {
        Connect(platform, target);
        Listen();

        _session.Run($"$null = Invoke-DevFlowSandboxEvent {happening}");

        await _session.UntilAsync("$listener.Accepted -ge 1");
        Assert.Equal(0, _session.Get<long>("$listener.Rejected"));
        Assert.True(_session.Get<bool>("$hook.IsSigned"), signature);
        Assert.Equal("WebhookSecret", _session.Get<string>("(Get-DevFlowCredential $hook.CredentialName).Kind"));
        Assert.StartsWith("whsec_", _session.Get<string>("Get-DevFlowCredential $hook.CredentialName -AsPlainText"), StringComparison.Ordinal);
        Assert.Equal(_session.Get<string>("$main.ApiUri.Authority"), _session.Get<string>("(Get-DevFlowCredential $hook.CredentialName).Origin.Authority"));
    }

    [Theory]
    [InlineData("github", "$sandbox.Repository")]
    [InlineData("gitlab", "$sandbox.Project")]
    [InlineData("jira", "''")]
    public void It_is_listed_with_its_secret_and_goes_with_it(string platform, string target)
    {
        Connect(platform, target);

        Assert.Equal(_session.Get<string>("$hook.Id"), _session.Get<string>("(Get-DevFlowWebhook $target).Id"));
        Assert.Equal(_session.Get<string>("$hook.CredentialName"), _session.Get<string>("(Get-DevFlowWebhook $target -Id *).CredentialName"));
        _session.Fail("Get-DevFlowWebhook $target -Id 404404", "NotFound", ErrorCategory.ObjectNotFound, "404404");

        _session.Run("$hook | Remove-DevFlowWebhook -WhatIf");
        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowWebhook $target).Count"));
        _session.Run("Get-DevFlowWebhook $target | Remove-DevFlowWebhook -Confirm:$false");

        Assert.Empty(_session.Run("Get-DevFlowWebhook $target"));
        Assert.Empty(_session.Run("Get-DevFlowCredential -Kind WebhookSecret"));
    }

    [Fact]
    public void What_the_platform_refuses_leaves_no_secret_behind()
    {
        Connect("github", "$sandbox.Repository");

        _session.Fail("New-DevFlowWebhook $target http://127.0.0.1:9/two -Event no_such_event", "RequestFailed", ErrorCategory.ProtocolError);
        _session.Fail("New-DevFlowWebhook devflow/none http://127.0.0.1:9/two", "NotFound", ErrorCategory.ObjectNotFound);
        _session.Fail("New-DevFlowWebhook a/b/c http://127.0.0.1:9/two", "InvalidArgument", ErrorCategory.InvalidArgument, "a/b/c");
        _session.Fail("New-DevFlowWebhook $target http://hooks.example.com/two", "InsecureAddress", ErrorCategory.SecurityError, "clear text");

        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowCredential -Kind WebhookSecret).Count"));
        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowWebhook $target).Count"));
    }

    [Fact]
    public void A_secret_that_is_there_is_never_overwritten()
    {
        Connect("github", "$sandbox.Repository");
        string before = _session.Get<string>("Get-DevFlowCredential $hook.CredentialName -AsPlainText");

        _session.Fail("New-DevFlowWebhook $target http://127.0.0.1:9/two -CredentialName $hook.CredentialName", "InvalidArgument", ErrorCategory.InvalidArgument, "already");

        Assert.Equal(before, _session.Get<string>("Get-DevFlowCredential $hook.CredentialName -AsPlainText"));
    }

    [Fact]
    public void A_registration_whose_answer_is_lost_keeps_its_secret()
    {
        Connect("github", "$sandbox.Repository");
        _session.Run("$sandbox.Faults = @{ Kind = 'ResetAfter'; Method = 'POST'; Path = '*/hooks'; Count = 1 }");

        _session.Run("$second = New-DevFlowWebhook $target http://127.0.0.1:9/two -WarningAction SilentlyContinue");

        Assert.Equal("http://127.0.0.1:9/two", _session.Get<string>("$second.Uri"));
        Assert.Equal(2, _session.Get<int>("@(Get-DevFlowWebhook $target | Where-Object CredentialName).Count"));
    }

    [Fact]
    public void A_dry_run_changes_nothing_and_the_secret_is_in_no_stream()
    {
        Connect("github", "$sandbox.Repository");
        _session.Run("New-DevFlowWebhook $target http://127.0.0.1:9/two -WhatIf");
        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowCredential -Kind WebhookSecret).Count"));

        string said = string.Join('\n', _session.Run("New-DevFlowWebhook $target http://127.0.0.1:9/two -Verbose -Debug *>&1").Select(static line => $"{line}"));
        string secret = _session.Get<string>("Get-DevFlowCredential (Get-DevFlowWebhook $target | Where-Object { $_.Uri -like '*two' }).CredentialName -AsPlainText");
        Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
        Assert.DoesNotContain(secret["whsec_".Length..], said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_platform_without_webhooks_says_what_to_do_instead()
    {
        _session.Run("$sandbox = Start-DevFlowSandbox slack; $main = $sandbox | Connect-DevFlowPlatform -Name main");

        ErrorRecord error = _session.Fail("New-DevFlowWebhook -Uri http://127.0.0.1:9/one", "InvalidArgument", ErrorCategory.InvalidArgument, "slack", "no API");
        Assert.Contains("settings of the", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_are_completed_from_the_connected_platforms()
    {
        Connect("gitlab", "$sandbox.Project");
        Assert.Contains("merge_requests", _session.Complete("New-DevFlowWebhook a/b http://127.0.0.1:9/one -Event merge"));
    }

    public void Dispose() => _session.Dispose();

    private void Connect(string platform, string target) => WebhookSession.Connect(_session, platform, target);

    private void Listen() =>
        _session.Run("$listener = Start-DevFlowWebhookListener $hook.Platform -Port $port -Secret (Get-DevFlowCredential $hook.CredentialName -AsSecureString)");
}
