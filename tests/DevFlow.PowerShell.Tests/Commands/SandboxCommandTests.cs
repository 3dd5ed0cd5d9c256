using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;

namespace DevFlow.PowerShell.Tests.Commands;

[Collection(HostedSession.Collection)]
public sealed class SandboxCommandTests : IClassFixture<HostedSession>, IDisposable
{
    private readonly HostedSession _session;

    public SandboxCommandTests(HostedSession session)
    {
        _session = session;
        _session.Run("Stop-DevFlowSandbox");
    }

    public void Dispose() => _session.Run("Stop-DevFlowSandbox");

    [Fact]
    public void Running_sandboxes_are_found_by_their_platform_and_stop_by_pipe()
    {
        _session.Run("$one = Start-DevFlowSandbox; $two = 'GitHub' | Start-DevFlowSandbox");

        Assert.Equal(2, _session.Get<int>("@(Get-DevFlowSandbox git*).Count"));
        Assert.True(_session.Get<bool>("$one | Stop-DevFlowSandbox; @(Get-DevFlowSandbox)[0].BaseUri -eq $two.BaseUri"));
        Assert.Empty(_session.Run("Get-DevFlowSandbox slack*"));
        _session.Fail("Get-DevFlowSandbox nosuch", "NotFound", ErrorCategory.ObjectNotFound, "nosuch", "github");
    }

    [Fact]
    public void The_ledger_says_what_was_asked_and_what_was_refused()
    {
        _session.Run("""
            $sandbox = Start-DevFlowSandbox -Fault @{ Kind = 'Status'; Status = 502; Path = '*/nowhere'; Delay = '00:00:00' }
            $null = $sandbox | Connect-DevFlowPlatform -Name ledger
            try { Invoke-DevFlowRequest /nowhere -Method DELETE -Connection ledger -Confirm:$false -ErrorAction Stop } catch { }
            """);

        Assert.Equal("GET /user", _session.Get<string>("$r = @($sandbox | Get-DevFlowSandbox -Ledger)[0]; \"$($r.Method) $($r.Route)\""));
        Assert.Equal("Status", _session.Get<string>("@(Get-DevFlowSandbox -Ledger | Where-Object Status -EQ 502)[0].Fault"));
        Assert.Empty(_session.Run("Get-DevFlowSandbox -Refused"));
    }

    [Fact]
    public void Faults_are_hashtables_and_can_be_changed_while_it_runs()
    {
        _session.Run("$sandbox = Start-DevFlowSandbox; $null = $sandbox | Connect-DevFlowPlatform -Name faulty");

        _session.Run("$sandbox.Faults = @(@{ Kind = 'Status'; Status = 418; Method = 'GET'; Count = 1 })");

        _session.Fail("Invoke-DevFlowRequest /user -Connection faulty");
        Assert.Equal("octocat", _session.Get<string>("(Invoke-DevFlowRequest /user -Connection faulty).login"));
        _session.Run("$sandbox.Faults = @()");
        Assert.Contains("percent", _session.Fail("Start-DevFlowSandbox -Fault @{ Kind = 'Latency'; percent = 3 }").Exception.Message, StringComparison.OrdinalIgnoreCase);
        _session.Fail("Start-DevFlowSandbox -Fault @{ Kind = 'Status'; Status = 200 }", "InvalidArgument", ErrorCategory.InvalidArgument, "200");
    }

    [Fact]
    public void What_makes_no_sense_is_refused_and_names_what_would()
    {
        _session.Fail("Start-DevFlowSandbox gitbub", "InvalidArgument", ErrorCategory.InvalidArgument, "gitbub");
        _session.Fail("Start-DevFlowSandbox -Limit @{ core = 'many' }", "InvalidArgument", ErrorCategory.InvalidArgument, "core", "many");
        _session.Fail("Start-DevFlowSandbox -Scenario ./nosuch.json", "InvalidArgument", ErrorCategory.InvalidArgument, "nosuch.json");
        _session.Fail("Invoke-DevFlowSandboxEvent push", "NotFound", ErrorCategory.ObjectNotFound, "push");
        Assert.Empty(_session.Run("Start-DevFlowSandbox -WhatIf; Get-DevFlowSandbox"));
    }

    [Fact]
    public void With_a_seed_everything_repeats()
    {
        const string Token = "[Net.NetworkCredential]::new('', (Start-DevFlowSandbox -Seed {0}).Token).Password";

        string first = _session.Get<string>(Token.Replace("{0}", "7", StringComparison.Ordinal));

        Assert.Equal(first, _session.Get<string>(Token.Replace("{0}", "7", StringComparison.Ordinal)));
        Assert.NotEqual(first, _session.Get<string>(Token.Replace("{0}", "8", StringComparison.Ordinal)));
    }
}
