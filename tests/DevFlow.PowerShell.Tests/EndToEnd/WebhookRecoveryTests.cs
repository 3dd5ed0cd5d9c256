using System.Globalization;
using System.Management.Automation;

namespace DevFlow.PowerShell.Tests.EndToEnd;

/// <summary>
/// Listeners that are down, and what is found afterwards. The outage of ten minutes takes ten seconds, on clocks sixty times as fast; in full:
/// <c>DEVFLOW_OUTAGE_SECONDS=600 dotnet run --project tests/DevFlow.PowerShell.Tests -- -class DevFlow.PowerShell.Tests.EndToEnd.WebhookRecoveryTests</c>
/// </summary>
[Collection(HostedSession.Collection)]
public sealed class WebhookRecoveryTests : IDisposable
{
    private static readonly int OutageSeconds = int.Parse(Environment.GetEnvironmentVariable("DEVFLOW_OUTAGE_SECONDS") ?? "10", CultureInfo.InvariantCulture);

    private readonly HostedSession _session = new();

    [Fact]
    public async Task A_ten_minute_outage_of_the_listener_loses_nothing_and_doubles_nothing_of_github()
    {
        const int Missed = 40;
        Connect("github", "$sandbox.Repository", $"-Clock {600 / OutageSeconds}");
        Start();
        Push(3);
        await _session.UntilAsync("$listener.Accepted -ge 3");

        Stop();
        for (int i = 0; i < Missed; i++)
        {
            Push(1);
            await Task.Delay(TimeSpan.FromSeconds(OutageSeconds) / Missed, TestContext.Current.CancellationToken);
        }

        await _session.UntilAsync("@(Invoke-DevFlowRequest ('/repos/' + $target + '/hooks/' + $hook.Id + '/deliveries?status=failure') -NoCache).Count -ge 41");
        Start();
        Push(2);
        await _session.UntilAsync("$listener.Accepted -ge 2");

        // Nothing was there to hear of the webhook's beginning either: a ping.
        _session.Run("$recovered = @(Sync-DevFlowWebhookDelivery $target)");
        Assert.Equal(41, _session.Get<int>("@($recovered | Where-Object Outcome -EQ Recovered).Count"));
        string[] sent = Sorted("(Invoke-DevFlowRequest ('/repos/' + $target + '/hooks/' + $hook.Id + '/deliveries?per_page=100') -NoCache).guid");
        Assert.Equal(46, sent.Length);
        Assert.Equal(sent, Sorted("(Get-DevFlowEvent 'github.**').Id"));
        await _session.UntilAsync("@(Get-DevFlowWebhookDelivery main -Outcome Recovered).Count -ge 41");
        Assert.Equal(Sorted("($recovered | Where-Object Outcome -EQ Recovered).EventId"), Sorted("(Get-DevFlowWebhookDelivery main -Outcome Recovered).EventId"));

        // Complete: there is nothing to do again, and what is delivered now is a duplicate.
        Assert.Empty(_session.Run("$hook | Sync-DevFlowWebhookDelivery | Where-Object Outcome -NE Known"));
        Assert.Equal(41, _session.Get<int>("@($hook | Sync-DevFlowWebhookDelivery -Since ([DateTimeOffset]::UtcNow.AddHours(-1)) | Where-Object Outcome -EQ Known).Count"));
        _session.Run("$null = Invoke-DevFlowRequest ('/repos/' + $target + '/hooks/' + $hook.Id + '/deliveries/' + (Invoke-DevFlowRequest ('/repos/' + $target + '/hooks/' + $hook.Id + '/deliveries?status=failure') -NoCache)[0].id + '/attempts') -Method POST");
        await _session.UntilAsync("$listener.Duplicates -eq 1");
        Assert.Equal(46, _session.Get<int>("@(Get-DevFlowEvent 'github.**').Count"));
    }

    [Fact]
    public async Task What_an_app_missed_is_recovered_by_the_app_itself()
    {
        _session.Set("path", _session.Folder.File("app.pem"));
        _session.Run("""
            $sandbox = Start-DevFlowSandbox github
            $key = $sandbox.Credentials | Where-Object Kind -EQ app-key
            [System.IO.File]::WriteAllText($path, [System.Net.NetworkCredential]::new('', $key.Secret).Password)
            $null = Connect-DevFlowPlatform github $sandbox.BaseUri -AppId $key.UserName -PrivateKeyPath $path -Name main -ErrorAction SilentlyContinue -ErrorVariable several
            $null = "$several" -match 'octo-org \((\d+)\)'
            $main = Connect-DevFlowPlatform github $sandbox.BaseUri -AppId $key.UserName -InstallationId $matches[1] -PrivateKeyPath $path -Name main
            $user = $sandbox | Connect-DevFlowPlatform -Name user
            $probe = Start-DevFlowWebhookListener github -Secret $key.Secret
            $port = $probe.Uri.Port
            $probe | Stop-DevFlowWebhookListener
            """);
        Assert.Empty(_session.Run("Get-DevFlowWebhook app -Connection main"));
        _session.Run("""$hook = New-DevFlowWebhook app "http://127.0.0.1:$port/webhooks/github" -Connection main""");
        Start();
        Push(1);
        await _session.UntilAsync("$listener.Accepted -ge 1");
        Stop();
        Push(3);

        _session.Run("$registered = Get-DevFlowWebhook app -Connection main; $recovered = @()");
        await _session.UntilAsync("($recovered += @($registered | Sync-DevFlowWebhookDelivery | Where-Object Outcome -EQ Recovered)).Count -ge 4");

        Assert.Equal(("app", "hook", true, _session.Get<string>("$hook.CredentialName")), (_session.Get<string>("$registered.Target"), _session.Get<string>("$registered.Id"), _session.Get<bool>("$registered.IsSigned"), _session.Get<string>("$registered.CredentialName")));
        Assert.Equal(["ping", "push", "push", "push"], Sorted("$recovered.Event"));
        Assert.Equal(4, _session.Get<int>("@(Get-DevFlowEvent github.push).Count"));
        Assert.Equal(_session.Get<string>("$matches[1]"), _session.Get<string>("(Get-DevFlowEvent github.push)[0].Data.installation.id"));

        Start();
        _session.Run("$null = $registered | Sync-DevFlowWebhookDelivery -Since ([DateTimeOffset]::UtcNow.AddHours(-1)) -Redeliver");
        Assert.Equal(4, _session.Get<int>("@(Get-DevFlowEvent github.push).Count"));
        _session.Fail("$registered | Remove-DevFlowWebhook -Confirm:$false", "InvalidArgument", ErrorCategory.InvalidArgument, "App");
        _session.Fail("New-DevFlowWebhook app http://127.0.0.1:9/two -Event push -Connection main", "InvalidArgument", ErrorCategory.InvalidArgument, "App");
        _session.Fail("Get-DevFlowWebhook app -Connection user", "InvalidArgument", ErrorCategory.InvalidArgument, "no key of an app");
    }

    [Fact]
    public async Task What_jira_delivers_late_by_itself_and_what_was_recovered_before_is_handled_once()
    {
        // Its first retries come after five minutes: five seconds here.
        Connect("jira", "''", "-Clock 60");
        _session.Run("""
            $keys = 1..5 | ForEach-Object { (Invoke-DevFlowSandboxEvent issue-created).key }
            $recovered = @($hook | Sync-DevFlowWebhookDelivery | Where-Object Outcome -EQ Recovered)
            """);
        Assert.Equal(5, _session.Get<int>("$recovered.Count"));

        Start();
        await _session.UntilAsync("$listener.Duplicates -ge 5");

        Assert.Equal(0, _session.Get<long>("$listener.Accepted"));
        Assert.Equal(Sorted("$keys"), Sorted("(Get-DevFlowEvent jira.issue.created).Subject"));
    }

    [Fact]
    public async Task What_gitlab_logged_as_failed_is_recovered_once()
    {
        Connect("gitlab", "$sandbox.Project");
        Start();
        Push(1);
        await _session.UntilAsync("$listener.Accepted -ge 1");
        Stop();

        // After the fourth failure GitLab switches the webhook off, and what happens then is in no log.
        Push(4);
        await _session.UntilAsync("@(Invoke-DevFlowRequest ('/projects/' + [uri]::EscapeDataString($target) + '/hooks/' + $hook.Id + '/events') -NoCache).Count -ge 5");
        Assert.False(_session.Get<bool>("(Get-DevFlowWebhook $target).IsActive"));

        _session.Run("$recovered = @(Get-DevFlowWebhook $target | Sync-DevFlowWebhookDelivery)");

        Assert.Equal(4, _session.Get<int>("@($recovered | Where-Object Outcome -EQ Recovered).Count"));
        Assert.Equal(5, _session.Get<int>("@(Get-DevFlowEvent gitlab.push).Count"));
        Assert.Equal(4, _session.Get<int>("@(Get-DevFlowEvent gitlab.push | Where-Object Connection -EQ main).Count"));
        Start();
        _session.Run("$null = $hook | Sync-DevFlowWebhookDelivery -Since ([DateTimeOffset]::UtcNow.AddHours(-1)) -Redeliver");
        Assert.Equal(5, _session.Get<int>("@(Get-DevFlowEvent gitlab.push).Count"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Deployment DataCenter")]
    public async Task What_happened_to_issues_while_jira_could_not_deliver_is_found_by_a_search(string deployment)
    {
        Connect("jira", "''", deployment);
        Start();
        _session.Run("$begun = [DateTimeOffset]::UtcNow; $issue = Invoke-DevFlowSandboxEvent issue-created; $null = Invoke-DevFlowSandboxEvent comment -Data @{ issue = $issue.key }");
        await _session.UntilAsync("$listener.Accepted -ge 2");
        Stop();
        _session.Run("""
            $missed = Invoke-DevFlowSandboxEvent issue-created
            $null = Invoke-DevFlowSandboxEvent comment -Data @{ issue = $missed.key }
            $null = Invoke-DevFlowSandboxEvent transition -Data @{ issue = $issue.key }
            """);

        _session.Run("$recovered = @($hook | Sync-DevFlowWebhookDelivery)");

        Assert.Equal(["comment.created", "issue.created", "issue.updated"], Sorted("($recovered | Where-Object Outcome -EQ Recovered).Event"));
        Assert.Equal(_session.Get<string>("$missed.key"), _session.Get<string>("(Get-DevFlowEvent jira.issue.created | Where-Object Connection -EQ main).Subject"));
        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowEvent jira.issue.updated).Count"));
        Assert.Equal(0, _session.Get<int>("@($hook | Sync-DevFlowWebhookDelivery -Since $begun | Where-Object Outcome -EQ Recovered).Count"));
    }

    [Fact]
    public async Task What_jira_gave_up_to_deliver_to_an_app_is_listed_and_recovered()
    {
        // A 401 is not tried again: the listener has another secret than the app.
        Connect("jira", "''");
        Start();
        _session.Run("""
            $cloud = (Invoke-DevFlowRequest /_edge/tenant_info -Connection main).cloudId
            $app = Connect-DevFlowPlatform jira "$($sandbox.BaseUri)ex/jira/$cloud" -Token @($sandbox.Credentials | Where-Object Name -EQ oauth)[0].Secret -Name app
            $null = Invoke-DevFlowRequest /rest/api/3/webhook -Connection app -Method POST -Body @{ url = "$($listener.Uri)"; webhooks = @(@{ events = @('jira:issue_created'); jqlFilter = 'project = EX' }) }
            $hook | Remove-DevFlowWebhook -KeepCredential -Confirm:$false
            $null = Invoke-DevFlowSandboxEvent issue-created
            $registered = Get-DevFlowWebhook app -Connection app
            """);
        await _session.UntilAsync("@(Invoke-DevFlowRequest /rest/api/3/webhook/failed -Connection app -NoCache | Where-Object { $_.url -or $_.values }).Count -gt 0");

        Assert.Equal("project = EX", _session.Get<string>("$registered.Filter"));
        Assert.Equal("Recovered", _session.Get<string>("($registered | Sync-DevFlowWebhookDelivery).Outcome"));
        Assert.Equal(1, _session.Get<int>("@(Get-DevFlowEvent jira.issue.created).Count"));
        Assert.Equal(0, _session.Get<int>("@($registered | Sync-DevFlowWebhookDelivery -Since ([DateTimeOffset]::UtcNow.AddHours(-1)) | Where-Object Outcome -EQ Recovered).Count"));
        _session.Run("$registered | Remove-DevFlowWebhook -Confirm:$false");
        Assert.Empty(_session.Run("Get-DevFlowWebhook app -Connection app"));
    }

    [Fact]
    public async Task A_run_that_is_cut_off_goes_on_and_a_dry_run_leaves_all_to_it()
    {
        Connect("github", "$sandbox.Repository");
        Push(5);
        await _session.UntilAsync("@(Invoke-DevFlowRequest ('/repos/' + $target + '/hooks/' + $hook.Id + '/deliveries?status=failure') -NoCache).Count -ge 6");

        Assert.Empty(_session.Run("$hook | Sync-DevFlowWebhookDelivery -WhatIf"));
        Assert.Empty(_session.Run("Get-DevFlowEvent 'github.**'"));
        using (System.Management.Automation.PowerShell cut = _session.Begin("$hook | Sync-DevFlowWebhookDelivery | ForEach-Object -Begin { $n = 0 } { if (++$n -ge 2) { throw 'enough' } }"))
        {
            cut.Invoke();
            Assert.NotEmpty(cut.Streams.Error);
        }

        _session.Run("$rest = @($hook | Sync-DevFlowWebhookDelivery)");

        Assert.Equal(6, _session.Get<int>("@(Get-DevFlowEvent 'github.**').Count"));
        Assert.True(_session.Get<int>("@($rest | Where-Object Outcome -EQ Recovered).Count") is > 0 and < 6);
        Assert.Equal(["ping", "push", "push", "push", "push", "push"], Sorted("$rest.Event"));
    }

    [Fact]
    public async Task A_delivery_that_cannot_be_read_is_an_error_of_its_own_and_comes_again()
    {
        Connect("github", "$sandbox.Repository");
        Push(2);
        await _session.UntilAsync("@(Invoke-DevFlowRequest ('/repos/' + $target + '/hooks/' + $hook.Id + '/deliveries?status=failure') -NoCache).Count -ge 3");
        _session.Run("$sandbox.Faults = @{ Kind = 'Status'; Status = 404; Path = '*/deliveries/*'; Skip = 1; Count = 1 }");

        using System.Management.Automation.PowerShell shell = _session.Begin("$hook | Sync-DevFlowWebhookDelivery");
        int recovered = shell.Invoke().Count;

        Assert.Single(shell.Streams.Error);
        Assert.Equal(2, recovered);
        Assert.Equal(1, _session.Get<int>("@($hook | Sync-DevFlowWebhookDelivery | Where-Object Outcome -EQ Recovered).Count"));
        Assert.Empty(_session.Run("$hook | Sync-DevFlowWebhookDelivery | Where-Object Outcome -NE Known"));
    }

    public void Dispose() => _session.Dispose();

    private string[] Sorted(string script) => [.. _session.Run(script).Select(static value => $"{value}").Order(StringComparer.Ordinal)];

    private void Push(int count) => _session.Run($"1..{count} | ForEach-Object {{ $null = Invoke-DevFlowSandboxEvent push }}");

    private void Start() =>
        _session.Run("$listener = Start-DevFlowWebhookListener $hook.Platform -Port $port -Secret (Get-DevFlowCredential $hook.CredentialName -AsSecureString)");

    private void Stop() => _session.Run("$listener | Stop-DevFlowWebhookListener");

    private void Connect(string platform, string target, string options = "") => WebhookSession.Connect(_session, platform, target, options);
}
