using System.Management.Automation;
using Script = System.Management.Automation.PowerShell;

namespace DevFlow.PowerShell.Tests.Bridge;

[Collection(SessionFixture.Collection)]
public sealed class ErrorRecordTests(SessionFixture fixture) : IDisposable
{
    private readonly Session _session = fixture.Open();

    [Theory]
    [InlineData("Get-DevFlowCredential no-such", "CredentialNotFound", ErrorCategory.ObjectNotFound, "no-such")]
    [InlineData("Wait-DevFlowEvent never.comes -TimeoutSec 0", "TimedOut", ErrorCategory.OperationTimeout, "never.comes")]
    [InlineData("Connect-DevFlowPlatform no-such -Token $token", "UnknownPlatform", ErrorCategory.ObjectNotFound, "no-such")]
    [InlineData("Connect-DevFlowPlatform github $sandbox.BaseUri -Token $token", "AuthenticationFailed", ErrorCategory.AuthenticationError, null)]
    [InlineData("Connect-DevFlowPlatform github http://example.com -Token $token", "InsecureAddress", ErrorCategory.SecurityError, null)]
    [InlineData("Invoke-DevFlowRequest https://example.com/ -Connection sandbox", "InsecureAddress", ErrorCategory.SecurityError, "https://example.com/")]
    [InlineData("Invoke-DevFlowRequest /no-such -Connection sandbox", "NotFound", ErrorCategory.ObjectNotFound, null)]
    [InlineData("Invoke-DevFlowRequest /user -Connection no-such", "ConnectionNotFound", ErrorCategory.ObjectNotFound, "no-such")]
    [InlineData("Start-DevFlowWebhookListener github -Name secretless", "WebhookSecretMissing", ErrorCategory.InvalidArgument, null)]
    [InlineData("Register-DevFlowEventHandler 'a..b' { }", "InvalidArgument", ErrorCategory.InvalidArgument, null)]
    public void An_error_has_its_reason_a_category_and_the_next_step(string script, string reason, ErrorCategory category, string? target)
    {
        _session.Set("token", new System.Net.NetworkCredential("", "wrong-but-long-token").SecurePassword);
        using Script shell = _session.Begin(script + "; 'goes on'");

        Assert.Equal("goes on", shell.Invoke().Single().BaseObject);

        ErrorRecord error = shell.Streams.Error.Single();
        Assert.Matches($"^DevFlow\\.{reason},DevFlow\\.PowerShell\\.", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails?.RecommendedAction), error + ": no recommended action.");
        if (target is not null)
        {
            Assert.Equal(target, error.TargetObject?.ToString());
        }
    }

    [Fact]
    public void The_thing_that_failed_is_named_without_a_password_in_its_address()
    {
        using Script shell = _session.Begin("Invoke-DevFlowRequest 'https://u:pass-canary-81@example.com/' -Connection sandbox");

        Assert.Empty(shell.Invoke());

        ErrorRecord error = shell.Streams.Error.Single();
        Assert.Equal("https://u:***@example.com/", error.TargetObject);
        Assert.DoesNotContain("pass-canary", error + error.CategoryInfo.ToString() + error.Exception, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_item_has_its_own_error_and_Stop_ends_the_first()
    {
        using Script each = _session.Begin("'one', 'two' | Get-DevFlowCredential");
        using Script stop = _session.Begin("'one', 'two' | Get-DevFlowCredential -ErrorAction Stop");

        Assert.Empty(each.Invoke());
        Assert.Equal(["one", "two"], each.Streams.Error.Select(static e => e.TargetObject));
        ActionPreferenceStopException stopped = Assert.Throws<ActionPreferenceStopException>(() => { stop.Invoke(); });
        Assert.Equal("one", stopped.ErrorRecord.TargetObject);
    }

    public void Dispose() => _session.Dispose();
}
