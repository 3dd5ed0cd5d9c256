using System.Management.Automation;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.EndToEnd;

[Collection(HostedSession.Collection)]
public sealed class SocketModeTests : IDisposable
{
    private readonly HostedSession _session = new();

    public SocketModeTests() => _session.Run("""
        $sandbox = Start-DevFlowSandbox slack -Clock 20 -Limit @{ tier1 = 1000 }
        $app = @($sandbox.Credentials | Where-Object Name -EQ app)[0]
        $null = Set-DevFlowCredential slack-app $app.Secret -Kind Token -Platform slack -BaseUri $sandbox.BaseUri
        """);

    [Fact]
    public async Task Events_commands_and_clicks_come_without_an_address()
    {
        _session.Run("$listener = Start-DevFlowWebhookListener slack -SocketMode -CredentialName slack-app");

        _session.Run("$null = Invoke-DevFlowSandboxEvent reaction; $null = Invoke-DevFlowSandboxEvent slash-command");
        await _session.UntilAsync("$listener.Accepted -ge 2");

        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowEvent slack.event.reaction_added | Where-Object Connection -EQ slack).Count"));
        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowEvent 'slack.command.*').Count"));
        Assert.True(_session.Get<bool>("$null -eq $listener.Uri"));
        Assert.Equal("slack", _session.Get<string>("(Get-DevFlowWebhookListener).Name"));
        await _session.UntilAsync("@(Get-DevFlowWebhookDelivery | Where-Object Outcome -EQ Accepted).Count -eq 2");

        _session.Run("$listener | Stop-DevFlowWebhookListener");
        Assert.False(_session.Get<bool>("$listener.IsListening"));
    }

    [Fact]
    public void A_dry_run_opens_nothing()
    {
        _session.Run("Start-DevFlowWebhookListener slack -SocketMode -CredentialName slack-app -WhatIf");

        Assert.Empty(_session.Run("Get-DevFlowWebhookListener"));
        Assert.Equal(0, _session.Get<long>("$sandbox.Requests"));
    }

    [Fact]
    public void A_token_that_may_not_open_sockets_is_refused_at_once()
    {
        _session.Run("$null = Set-DevFlowCredential bot $sandbox.Token -Kind Token -Platform slack -BaseUri $sandbox.BaseUri");

        _session.Fail("Start-DevFlowWebhookListener slack -SocketMode -CredentialName bot", "PermissionDenied", ErrorCategory.PermissionDenied, "apps.connections.open");
        _session.Fail("Start-DevFlowWebhookListener slack -SocketMode -CredentialName none", "CredentialNotFound", ErrorCategory.ObjectNotFound, "none");
        _session.Fail("Start-DevFlowWebhookListener github -SocketMode -CredentialName slack-app", "InvalidArgument", ErrorCategory.InvalidArgument, "slack-app");
        Assert.Empty(_session.Run("Get-DevFlowWebhookListener"));
    }

    [Fact]
    public async Task A_listener_that_is_killed_loses_nothing_it_acknowledged_and_gets_the_rest_again()
    {
        const int Rounds = 3;
        const int EventsInRound = 20;
        RunningProcess listener = await StartProcessAsync();
        for (int round = 1; round <= Rounds; round++)
        {
            _session.Run($"1..{EventsInRound} | ForEach-Object {{ $null = Invoke-DevFlowSandboxEvent mention }}");

            // Killed with what it is doing just then. Slack sends three times again, so the next one must be there soon.
            await listener.DisposeAsync();
            listener = await StartProcessAsync();
            await _session.UntilAsync($"@(Get-DevFlowEvent slack.event.app_mention).Count -ge {round * EventsInRound}");
        }

        await listener.DisposeAsync();
        Assert.Equal(Rounds * EventsInRound, _session.Get<int>("@(Get-DevFlowEvent slack.event.app_mention).Count"));
    }

    public void Dispose() => _session.Dispose();

    private async Task<RunningProcess> StartProcessAsync()
    {
        ProcessOptions options = ShellProcess.Options(_session.Folder, "-Command", $"""
            Import-Module '{RepositoryRoot.File("DevFlow.psd1")}'
            $null = Start-DevFlowWebhookListener slack -SocketMode -CredentialName slack-app
            'ready'
            $null = Wait-DevFlowEvent test.end -TimeoutSec 100
            """).With(("DEVFLOW_HOME", _session.Home), ("DEVFLOW_KEY_FILE", Environment.GetEnvironmentVariable("DEVFLOW_KEY_FILE"))) with { TimeLimit = TimeSpan.FromSeconds(120) };
        RunningProcess listener = await RunningProcess.StartAsync(options, TestContext.Current.CancellationToken);
        await listener.WaitForOutputAsync("ready", TestContext.Current.CancellationToken);
        return listener;
    }
}
