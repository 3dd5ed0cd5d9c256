namespace DevFlow.PowerShell.Tests.EndToEnd;

/// <summary>A session with a sandbox (<c>$sandbox</c>), a connection to it named main and a webhook (<c>$hook</c> of <c>$target</c>) to <c>$port</c>, where nobody listens yet.</summary>
internal static class WebhookSession
{
    public static void Connect(HostedSession session, string platform, string target, string options = "")
    {
        session.Run($"$sandbox = Start-DevFlowSandbox {platform} {options}");
        session.Run(platform == "jira"
            ? """
                $admin = @($sandbox.Credentials | Where-Object Name -EQ admin)[0]
                $main = if ($sandbox.UserName) { Connect-DevFlowPlatform jira $sandbox.BaseUri -Credential ([pscredential]::new($admin.UserName, $admin.Secret)) -Name main }
                    else { Connect-DevFlowPlatform jira $sandbox.BaseUri -Token $admin.Secret -Name main }
                """
            : "$main = $sandbox | Connect-DevFlowPlatform -Name main");
        session.Run($$"""
            $target = {{target}}
            $events = if ($sandbox.Platform -eq 'github') { @{ Event = 'push' } } else { @{} }
            $probe = Start-DevFlowWebhookListener {{platform}} -Secret (Get-DevFlowCredential main -AsSecureString)
            $port = $probe.Uri.Port
            $probe | Stop-DevFlowWebhookListener
            $hook = New-DevFlowWebhook $target "http://127.0.0.1:$port/webhooks/{{platform}}" @events
            """);
    }
}
