using System.Net;
using System.Web;
using DevFlow.Core.Logins;

namespace DevFlow.Platforms.Tests.Logins;

/// <summary>The login by browser against the sandboxes of all platforms.</summary>
public sealed class BrowserLoginTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("github", "octocat")]
    [InlineData("gitlab", "ada")]
    [InlineData("jira", "mia@example.com")]
    [InlineData("jira-server", "mia")]
    [InlineData("slack", "octavia")]
    public async Task The_browser_comes_back_to_a_port_of_this_machine_with_a_code_that_is_exchanged(string login, string account)
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync(login);
        (HttpStatusCode Status, string Text) end = default;
        Task? browsing = null;
        TestGuide guide = new(page =>
        {
            browsing = Task.Run(async () => end = await TestBrowser.OpenAsync(await TestBrowser.DecideAsync(page, isAllowed: true)), Cancelled);
            return Task.CompletedTask;
        });

        using LoginTokens tokens = await new BrowserLogin(sandbox.Exchange, TimeProvider.System).RunAsync(sandbox.Request, guide, Cancelled);
        await browsing!;

        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(guide.Address!.Query);
        Uri redirect = new(query["redirect_uri"]!);
        Assert.Equal(account, await sandbox.WhoAsync(tokens));
        Assert.True(redirect.IsLoopback && !redirect.IsDefaultPort);
        Assert.Equal(login == "jira" ? null : "S256", query["code_challenge_method"]);
        Assert.True(query["state"]!.Length >= 43);
        Assert.Equal(HttpStatusCode.OK, end.Status);
        Assert.Contains("close this page", end.Text, StringComparison.Ordinal);
        Assert.True(tokens.Secrets.RefreshToken.Length > 0);
        Assert.NotNull(tokens.ExpiresAt);
    }

    [Theory]
    [InlineData("github")]
    [InlineData("gitlab")]
    [InlineData("jira")]
    [InlineData("jira-server")]
    [InlineData("slack")]
    public async Task A_denial_is_told(string login)
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync(login);
        if (login.StartsWith("jira", StringComparison.Ordinal))
        {
            await sandbox.HappenAsync("deny-login");
        }

        Task? browsing = null;
        TestGuide guide = new(page =>
        {
            browsing = Task.Run(async () => await TestBrowser.OpenAsync(await TestBrowser.DecideAsync(page, isAllowed: false)), Cancelled);
            return Task.CompletedTask;
        });

        DevFlowException denied = await Assert.ThrowsAsync<DevFlowException>(() => new BrowserLogin(sandbox.Exchange, TimeProvider.System).RunAsync(sandbox.Request, guide, Cancelled));
        await browsing!;

        Assert.Equal(ErrorReason.PermissionDenied, denied.Reason);
        Assert.NotNull(denied.RecommendedAction);
    }

    [Fact]
    public async Task What_is_not_the_answer_to_this_login_is_sent_away_and_the_wait_goes_on()
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync("gitlab");
        List<HttpStatusCode> strange = [];
        Task? browsing = null;
        TestGuide guide = new(page =>
        {
            browsing = Task.Run(
                async () =>
                {
                    Uri end = await TestBrowser.DecideAsync(page, isAllowed: true);
                    string origin = end.GetLeftPart(UriPartial.Authority);
                    strange.Add((await TestBrowser.OpenAsync(new Uri(origin + "/favicon.ico"))).Status);
                    strange.Add((await TestBrowser.OpenAsync(new Uri(origin + "/callback?code=stolen&state=guessed"))).Status);
                    strange.Add((await TestBrowser.OpenAsync(end)).Status);
                },
                Cancelled);
            return Task.CompletedTask;
        });

        using LoginTokens tokens = await new BrowserLogin(sandbox.Exchange, TimeProvider.System).RunAsync(sandbox.Request, guide, Cancelled);
        await browsing!;

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.OK], strange);
        Assert.Equal("ada", await sandbox.WhoAsync(tokens));
    }

    [Fact]
    public async Task Over_ssh_the_address_is_pasted_and_one_of_another_login_is_refused()
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync("gitlab");
        Uri? page = null;
        BrowserLogin login = new(sandbox.Exchange, TimeProvider.System);
        TestGuide Guide(Func<Uri, string> paste) => new(shown => Task.FromResult(page = shown))
        {
            AskForAddress = async _ => paste(await TestBrowser.DecideAsync(page!, isAllowed: true)),
        };

        using LoginTokens tokens = await login.RunAsync(sandbox.Request, Guide(static end => $"  {end.AbsoluteUri} "), Cancelled);
        DevFlowException other = await Assert.ThrowsAsync<DevFlowException>(() => login.RunAsync(sandbox.Request, Guide(static end => end.AbsoluteUri.Replace("state=", "state=x", StringComparison.Ordinal)), Cancelled));
        DevFlowException nothing = await Assert.ThrowsAsync<DevFlowException>(() => login.RunAsync(sandbox.Request, Guide(static _ => ""), Cancelled));

        Assert.Equal("ada", await sandbox.WhoAsync(tokens));
        Assert.All((DevFlowException[])[other, nothing], static error => Assert.Equal(ErrorReason.AuthenticationFailed, error.Reason));
    }

    [Fact]
    public async Task A_redirect_leads_to_this_machine_or_nowhere()
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync("gitlab");
        BrowserLogin login = new(sandbox.Exchange, TimeProvider.System);
        TestGuide guide = new(static _ => throw new InvalidOperationException("Nothing is to be shown."));

        foreach (string address in (string[])["http://example.com/callback", "https://127.0.0.1/callback", "http://10.0.0.1:8080/"])
        {
            DevFlowException refused = await Assert.ThrowsAsync<DevFlowException>(() => login.RunAsync(sandbox.Request with { RedirectUri = new Uri(address) }, guide, Cancelled));
            Assert.Equal(ErrorReason.InvalidArgument, refused.Reason);
        }
    }

    [Fact]
    public async Task What_a_platform_does_not_offer_or_wants_besides_is_said_before_anything_is_shown()
    {
        await using LoginSandbox slack = await LoginSandbox.StartAsync("slack");
        await using LoginSandbox github = await LoginSandbox.StartAsync("github");
        TestGuide guide = new(static _ => throw new InvalidOperationException("Nothing is to be shown."));
        using SecretBuffer none = new(0);

        DevFlowException device = await Assert.ThrowsAsync<DevFlowException>(() => new OAuthLogin(slack.Exchange, TimeProvider.System).RunAsync(LoginMethod.Device, slack.Request, guide, Cancelled));
        DevFlowException secret = await Assert.ThrowsAsync<DevFlowException>(() => new OAuthLogin(github.Exchange, TimeProvider.System).RunAsync(LoginMethod.Browser, github.Request with { ClientSecret = none }, guide, Cancelled));
        DevFlowException site = Assert.Throws<DevFlowException>(() => new DevFlow.Jira.JiraPlugin().GetOAuthServer(new Uri("https://acme.atlassian.net/")));

        Assert.Contains("Browser", device.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-ClientSecret", secret.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("/ex/jira/", site.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interruption_ends_the_wait_at_once()
    {
        await using LoginSandbox sandbox = await LoginSandbox.StartAsync("gitlab");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new BrowserLogin(sandbox.Exchange, TimeProvider.System).RunAsync(sandbox.Request, new TestGuide(_ => stop.CancelAsync()), stop.Token));
    }
}
