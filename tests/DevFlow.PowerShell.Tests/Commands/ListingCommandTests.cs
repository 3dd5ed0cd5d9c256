using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Commands;

/// <summary>Repositories, projects and channels as a session lists them.</summary>
[Collection(HostedSession.Collection)]
public sealed class ListingCommandTests(HostedSession session) : IClassFixture<HostedSession>, IDisposable
{
    public void Dispose() => session.Run("Get-DevFlowConnection | Disconnect-DevFlowConnection -RemoveCredential; Stop-DevFlowSandbox");

    [Theory]
    [InlineData("github", "octo-org/hello-world")]
    [InlineData("gitlab", "devflow/hello-world")]
    public void Repositories_come_from_the_platform_that_has_them(string platform, string name)
    {
        session.Run($"'{platform}', 'slack' | ForEach-Object {{ $null = Start-DevFlowSandbox $_ | Connect-DevFlowPlatform -Name $_ }}");

        PSObject repository = Assert.Single(session.Run($"Get-DevFlowRepository {name}"));

        Assert.Equal("DevFlow.Repository", repository.BaseObject.GetType().FullName);
        Assert.Equal((platform, platform), (repository.Properties["Platform"].Value, repository.Properties["Connection"].Value));
        Assert.Equal(("hello-world", "main"), (repository.Properties["Name"].Value, repository.Properties["DefaultBranch"].Value));
        Assert.True(session.Get<bool>("@(Get-DevFlowRepository *).FullName -contains '" + name + "'"));
        Assert.Equal(name, session.Get<string>("(Get-DevFlowRepository *WORLD).FullName"));
        session.Fail("Get-DevFlowRepository nobody/nothing", "NotFound", ErrorCategory.ObjectNotFound, "nobody/nothing");
        session.Fail("Get-DevFlowRepository -Connection slack", "InvalidArgument", ErrorCategory.InvalidArgument, "slack", "repositories");
    }

    [Theory]
    [InlineData("Cloud")]
    [InlineData("DataCenter")]
    public void Projects_are_listed_of_both_Jiras(string deployment)
    {
        session.Run($"$null = Start-DevFlowSandbox jira -Deployment {deployment} | Connect-DevFlowPlatform -Name jira");

        Assert.Equal("EX", session.Get<string>("(Get-DevFlowProject ex).Key"));
        Assert.EndsWith("/browse/EX", session.Get<string>("(Get-DevFlowProject EX -Connection jira).Uri"), StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_are_listed_also_by_who_may_see_the_public_ones_only()
    {
        session.Run("""
            $slack = Start-DevFlowSandbox slack
            $null = $slack | Connect-DevFlowPlatform -Name slack
            $null = Connect-DevFlowPlatform slack $slack.BaseUri -Token ($slack.Credentials | Where-Object Name -EQ read-only).Secret -Name reader
            $all = @(Get-DevFlowChannel -Connection slack)
            $public = @('reader' | Get-DevFlowChannel)
            """);

        Assert.Equal(session.Get<string>("$slack.Channel"), session.Get<string>("($all | Where-Object Id -EQ $slack.Channel).Id"));
        Assert.True(session.Get<bool>("$public.Count -gt 0 -and -not ($public | Where-Object IsPrivate)"));
    }

    [Fact]
    public void A_list_that_a_platform_wraps_comes_item_by_item_unless_its_pages_are_wanted()
    {
        session.Run("""
            'jira', 'slack', 'github' | ForEach-Object { $null = Start-DevFlowSandbox $_ | Connect-DevFlowPlatform -Name $_ }
            $projects = @(Invoke-DevFlowRequest '/rest/api/3/project/search?maxResults=1' -Connection jira)
            $pages = @(Invoke-DevFlowRequest '/rest/api/3/project/search?maxResults=1' -Connection jira -Raw)
            $channels = @(Invoke-DevFlowRequest '/conversations.list?limit=1' -Connection slack)
            """);

        Assert.True(session.Get<bool>("$projects.Count -eq $pages.Count -and $null -ne $projects[0].key -and $null -ne $pages[0].total"));
        Assert.True(session.Get<bool>("$channels.Count -gt 1 -and $null -ne $channels[0].id"));
        Assert.True(session.Get<bool>("(Invoke-DevFlowRequest /auth.test -Connection slack).ok"));
        Assert.Equal("octocat", session.Get<string>("(Invoke-DevFlowRequest /user -Connection (Get-DevFlowConnection github)).login"));
    }

    [Fact]
    public void Events_of_webhooks_are_completed_also_where_a_connected_platform_registers_none()
    {
        session.Run("'slack', 'github' | ForEach-Object { $null = Start-DevFlowSandbox $_ | Connect-DevFlowPlatform -Name $_ }");

        Assert.Contains("issues", session.Complete("New-DevFlowWebhook -Event iss"));
    }

    // What -WhatIf says goes to the host alone.
    [Fact]
    public async Task What_if_shows_the_request_without_what_is_secret_in_it_and_sends_nothing()
    {
        using TempFolder folder = new();
        string script = folder.Write("what-if.ps1", """
            $github = Start-DevFlowSandbox
            $null = $github | Connect-DevFlowPlatform -Name github
            $before = $github.Requests
            Invoke-DevFlowRequest /repos/o/r/hooks -Method POST -Body @{ name = 'web'; config = @{ url = 'https://example.com/'; secret = 's3cret' } } -WhatIf
            Invoke-DevFlowRequest /user -WhatIf
            "sent: $($github.Requests - $before)"
            """);

        ProcessResult result = await RunningProcess.RunAsync(ShellProcess.Options(folder, script), TestContext.Current.CancellationToken);

        Assert.Contains("What if: POST http://127.0.0.1:", result.Output, StringComparison.Ordinal);
        Assert.Contains("application/vnd.github+json", result.Output, StringComparison.Ordinal);
        Assert.Contains("https://example.com/", result.Output, StringComparison.Ordinal);
        Assert.Contains("the connection 'github'", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.Output, StringComparison.Ordinal);
        Assert.Contains("What if: GET http://127.0.0.1:", result.Output, StringComparison.Ordinal);
        Assert.Contains("sent: 0", result.Output, StringComparison.Ordinal);
    }
}
