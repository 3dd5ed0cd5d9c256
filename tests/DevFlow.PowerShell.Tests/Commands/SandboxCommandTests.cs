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

    [Theory]
    [InlineData("$null | Stop-DevFlowSandbox")]
    [InlineData("Stop-DevFlowSandbox $null")]
    [InlineData("Stop-DevFlowSandbox @()")]
    public void A_variable_that_holds_nothing_stops_nothing(string script)
    {
        _session.Run("$null = Start-DevFlowSandbox");

        Assert.Contains("'Sandbox'", _session.Fail(script).Exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowSandbox).Count"));
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

    [Theory]
    [InlineData("github", "", "core", "concurrency")]
    [InlineData("gitlab", "", "throttle_authenticated_api", "notes_create")]
    [InlineData("jira", "", "quota", "issue-30s")]
    [InlineData("jira", "-Deployment DataCenter", "tokens", "fillrate")]
    [InlineData("slack", "", "tier1", "channel")]
    public void A_limit_the_platform_does_not_have_is_refused_with_those_it_has(string platform, string more, string one, string other)
    {
        ErrorRecord error = _session.Fail($"Start-DevFlowSandbox {platform} {more} -Limit @{{ crore = 1 }}", "InvalidArgument", ErrorCategory.InvalidArgument, platform, "crore");

        Assert.Contains(one, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains(other, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(_session.Run("Get-DevFlowSandbox"));
        Assert.Single(_session.Run($"Start-DevFlowSandbox {platform} {more} -Limit @{{ '{one}' = 5; '{other.ToUpperInvariant()}' = 7 }}"));
    }

    [Theory]
    [InlineData("github", "approve-device", "deny-device")]
    [InlineData("gitlab", "approve-device", "deny-device")]
    [InlineData("jira", "", "")]
    [InlineData("jira -Deployment DataCenter", "", "")]
    [InlineData("slack", "button", "view-submission")]
    public void Every_event_needs_no_details_unless_it_answers_something_and_refuses_those_it_does_not_know(string platform, string answers, string other)
    {
        _session.Run($"$sandbox = Start-DevFlowSandbox {platform}");
        string[] events = [.. _session.Run("$sandbox.Events").Select(static name => (string)name.BaseObject)];

        Assert.NotEmpty(events);
        foreach (string name in events)
        {
            ErrorRecord error = _session.Fail($"$sandbox | Invoke-DevFlowSandboxEvent {name} -Data @{{ nosuch = 'x' }}", "InvalidArgument", ErrorCategory.InvalidArgument, name, "nosuch");
            Assert.Contains("Its details are: ", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            if (name != answers && name != other)
            {
                Assert.Single(_session.Run($"$sandbox | Invoke-DevFlowSandboxEvent {name}"));
            }
        }
    }

    [Theory]
    [InlineData("github", "push", "content = 5", "content")]
    [InlineData("github", "mention", "issue = 'x'", "issue")]
    [InlineData("github", "failed-pipeline", "conclusion = 'good'", "timed_out")]
    [InlineData("gitlab", "failed-pipeline", "job = 'nosuch'", "nosuch")]
    [InlineData("gitlab", "merge-request", "source_branch = 'main'", "main")]
    [InlineData("jira", "transition", "transition = 'nosuch'", "nosuch")]
    [InlineData("jira", "transition", "transition = 'Done'; resolution = 'nosuch'", "nosuch")]
    [InlineData("slack", "mention", "channel = '#nosuch'", "channel_not_found")]
    [InlineData("slack", "configure", "request_url = 'http://example.com/'", "request_url")]
    public void A_detail_that_makes_no_sense_is_refused_by_its_name(string platform, string name, string data, string part) =>
        _session.Fail($"Start-DevFlowSandbox {platform} | Invoke-DevFlowSandboxEvent {name} -Data @{{ {data} }}", "InvalidArgument", ErrorCategory.InvalidArgument, part);

    [Fact]
    public void Nothing_happens_in_a_sandbox_that_was_stopped() => _session.Fail(
        "$sandbox = Start-DevFlowSandbox gitlab; $sandbox | Stop-DevFlowSandbox; $sandbox | Invoke-DevFlowSandboxEvent push", "InvalidArgument", ErrorCategory.InvalidArgument, "stopped");

    [Fact]
    public void A_sandbox_of_gitlab_connects_lists_page_by_page_and_tells_its_limit()
    {
        _session.Run("""
            $sandbox = Start-DevFlowSandbox gitlab -Limit @{ throttle_authenticated_api = 60 }
            $connection = $sandbox | Connect-DevFlowPlatform -Name gitlab-rehearsal
            $issues = "/projects/$([Uri]::EscapeDataString($sandbox.Project))/issues"
            1..21 | ForEach-Object { $null = Invoke-DevFlowRequest $issues -Method POST -Body @{ title = "Number $_" } -Connection gitlab-rehearsal -Confirm:$false }
            """);

        Assert.Equal("ada", _session.Get<string>("$connection.Account"));
        Assert.Equal(23, _session.Get<int>("@(Invoke-DevFlowRequest \"$($issues)?per_page=10\" -Connection gitlab-rehearsal).Count"));
        Assert.Equal(60, _session.Get<int>("(Get-DevFlowRateLimit gitlab-rehearsal).Limit"));
        _session.Fail("Connect-DevFlowPlatform gitlab $sandbox.BaseUri -Token ([Net.NetworkCredential]::new('', 'glpat-nosuchtoken12345678').SecurePassword) -Name bad", "AuthenticationFailed", ErrorCategory.AuthenticationError, "401");
    }

    [Fact]
    public void A_sandbox_of_gitlab_tells_a_listener_what_happens_by_token_and_by_signature()
    {
        _session.Run("""
            $begin = [DateTimeOffset]::UtcNow.AddSeconds(-5) # the payloads' times are whole seconds
            $sandbox = Start-DevFlowSandbox gitlab
            $null = $sandbox | Connect-DevFlowPlatform -Name gitlab-hooks
            $hooks = "/projects/$([Uri]::EscapeDataString($sandbox.Project))/hooks"
            $signing = 'whsec_' + [Convert]::ToBase64String([byte[]](1..32))
            foreach ($kind in 'token', 'signing_token') {
                $secret = $kind -eq 'token' ? 'a token for rehearsals' : $signing
                $listener = Start-DevFlowWebhookListener gitlab -Secret ([Net.NetworkCredential]::new('', $secret).SecurePassword) -Name $kind
                $null = Invoke-DevFlowRequest $hooks -Method POST -Connection gitlab-hooks -Confirm:$false -Body @{ url = "$($listener.Uri)"; $kind = $secret; push_events = $kind -eq 'token'; merge_requests_events = $kind -ne 'token' }
            }
            $null = $sandbox | Invoke-DevFlowSandboxEvent push
            $null = $sandbox | Invoke-DevFlowSandboxEvent merge-request -Data @{ source_branch = 'feature/login'; labels = 'a', 'b' }
            """);

        Assert.Equal("main", _session.Get<string>("(Wait-DevFlowEvent gitlab.push -Since $begin -TimeoutSec 30).Data.ref.Split('/')[-1]"));
        Assert.Equal("feature/login", _session.Get<string>("(Wait-DevFlowEvent 'gitlab.merge_request.**' -Since $begin -TimeoutSec 30).Data.object_attributes.source_branch"));
        _session.Run("Stop-DevFlowWebhookListener *");
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
