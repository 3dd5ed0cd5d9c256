using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;
using DevFlow.Core.Logins;
using DevFlow.GitLab;

namespace DevFlow.Platforms.Tests.Logins;

/// <summary>Our side of OAuth against a server that others wrote: device grant, PKCE, and refresh tokens that rotate.</summary>
public sealed partial class RealServerTests(RealServer server) : IClassFixture<RealServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_by_browser_with_PKCE_brings_tokens_and_a_refresh_token_is_good_once()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        using OAuthExchange exchange = new(new Redactor(), TimeProvider.System);
        Task? browsing = null;
        TestGuide guide = new(page =>
        {
            browsing = Task.Run(() => BrowseAsync(page), Cancelled);
            return Task.CompletedTask;
        });
        LoginRequest login = server.Request();

        using LoginTokens tokens = await new BrowserLogin(exchange, TimeProvider.System).RunAsync(login, guide, Cancelled);
        await browsing!;
        HttpStatusCode known = await AskAsync(tokens);
        using RefreshExchange renewals = new(new Redactor(), TimeProvider.System);
        using RefreshAnswer renewed = await RefreshAsync(renewals, tokens);
        using RefreshAnswer refused = await RefreshAsync(renewals, tokens);

        Assert.Equal(HttpStatusCode.OK, known);
        Assert.Equal(RefreshOutcome.Renewed, renewed.Outcome);
        Assert.NotEqual(Encoding.UTF8.GetString(tokens.Secrets.RefreshToken.Bytes), Encoding.UTF8.GetString(renewed.RefreshToken!.Bytes));
        Assert.Equal(RefreshOutcome.Refused, refused.Outcome);
        Assert.Contains("openid", tokens.Scopes);
    }

    [Fact]
    public async Task A_code_entered_on_another_device_logs_in()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        using OAuthExchange exchange = new(new Redactor(), TimeProvider.System);
        Task? browsing = null;
        TestGuide guide = new(page =>
        {
            browsing = Task.Run(() => BrowseAsync(page), Cancelled);
            return Task.CompletedTask;
        });

        using LoginTokens tokens = await new DeviceLogin(exchange, TimeProvider.System).RunAsync(server.Request(), guide, Cancelled);
        await browsing!;

        Assert.Matches("enter the code [A-Z]{4}-[A-Z]{4}$", guide.Text);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(tokens));
    }

    [Fact]
    public async Task A_client_that_is_not_registered_is_named()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        using OAuthExchange exchange = new(new Redactor(), TimeProvider.System);

        DevFlowException unknown = await Assert.ThrowsAsync<DevFlowException>(() =>
            new DeviceLogin(exchange, TimeProvider.System).RunAsync(server.Request() with { ClientId = "nobody" }, new TestGuide(static _ => Task.CompletedTask), Cancelled));

        Assert.Equal(ErrorReason.InvalidArgument, unknown.Reason);
        Assert.Contains("'nobody'", unknown.Message, StringComparison.Ordinal);
    }

    private Task<RefreshAnswer> RefreshAsync(RefreshExchange exchange, LoginTokens tokens) => exchange.SendAsync(
        new GitLabPlugin().Refresher,
        new RefreshRequest
        {
            Credential = new Credential
            {
                Name = "real",
                Kind = CredentialKind.OAuth,
                Platform = "gitlab",
                Origin = server.Address,
                Account = "ada",
                CanRefresh = true,
                StoredAt = default,
                Version = 1,
                Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { [CredentialAttributes.ClientId] = "devflow" },
            },
            Secret = tokens.Secrets.RefreshToken,
            ClientSecret = tokens.Secrets.ClientSecret,
            Now = TimeProvider.System.GetUtcNow(),
        });

    private async Task<HttpStatusCode> AskAsync(LoginTokens tokens)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using SecretChars access = tokens.Secrets.Secret.ToChars();
        client.DefaultRequestHeaders.Authorization = new("Bearer", access.Chars.ToString());
        using HttpResponseMessage answer = await client.GetAsync(new Uri(server.Address, "me"), Cancelled);
        return answer.StatusCode;
    }

    // A person with cookies who presses every button there is: code, login, consent.
    private static async Task BrowseAsync(Uri page)
    {
        using HttpClient browser = new(new SocketsHttpHandler { UseProxy = false, UseCookies = true });
        HttpResponseMessage shown = await browser.GetAsync(page, Cancelled);
        for (int step = 0; step < 8; step++)
        {
            string html = await shown.Content.ReadAsStringAsync(Cancelled);
            Match form = Form.Match(html);
            if (!form.Success)
            {
                break;
            }

            Dictionary<string, string> fields = Inputs.Matches(html).Where(static input => Name.IsMatch(input.Value)).ToDictionary(
                static input => Name.Match(input.Value).Groups[1].Value, static input => WebUtility.HtmlDecode(Value.Match(input.Value).Groups[1].Value), StringComparer.Ordinal);
            fields["login"] = "ada";
            fields["password"] = "anything";
            using FormUrlEncodedContent content = new(fields);
            Uri action = new(shown.RequestMessage!.RequestUri!, WebUtility.HtmlDecode(form.Groups["action"].Value));
            shown.Dispose();
            shown = await browser.PostAsync(action, content, Cancelled);
        }

        shown.Dispose();
    }

    [GeneratedRegex("<form[^>]*action=\"(?<action>[^\"]+)\"", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Form { get; }

    [GeneratedRegex("<input[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Inputs { get; }

    [GeneratedRegex("name=\"([^\"]+)\"")]
    private static partial Regex Name { get; }

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value { get; }
}
