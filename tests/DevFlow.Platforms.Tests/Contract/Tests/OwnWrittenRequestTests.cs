using System.Security.Cryptography;
using System.Text.Json;
using System.Web;
using DevFlow.Core.Http;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.Jira;
using DevFlow.Slack;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>
/// The requests our platforms write for the engine to send (logins, renewals, webhooks) are ones the vendor describes: address, query and
/// body. What a description lacks is named here with where else the vendor describes it, and fails as soon as the description has it.
/// </summary>
public sealed class OwnWrittenRequestTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly Uri Listener = new("https://hooks.example.com/webhooks/x");

    [Fact]
    public async Task GitHub_s_are_described()
    {
        GitHubPlugin plugin = new();
        using RSA key = RSA.Create(2048);
        string pem = key.ExportRSAPrivateKeyPem();
        Dictionary<string, string> app = new(StringComparer.Ordinal) { [CredentialAttributes.AppId] = "1", [CredentialAttributes.InstallationId] = "2" };
        Dictionary<string, string> alone = new(StringComparer.Ordinal) { [CredentialAttributes.AppId] = "1" };
        using SecretBuffer secret = SecretBuffer.FromChars(pem);
        LoginDraft login = new() { BaseUri = new Uri("https://github.com/"), Kind = CredentialKind.AppKey, Secret = secret, Attributes = alone, Now = Now };

        await CheckAsync(
            "github.json",
            plugin,
            [plugin.LoginLookup.CreateRequest(login)!, Renew(plugin, CredentialKind.AppKey, "https://api.github.com/", pem, app), .. Hooks(plugin, "acme/widgets"), .. Hooks(plugin, "acme")]);
    }

    // Signing tokens came with GitLab 19: docs.gitlab.com/user/project/integrations/webhooks, "Signing tokens".
    [Fact]
    public async Task GitLab_s_are_described_but_for_signing_tokens()
    {
        GitLabPlugin plugin = new();
        HttpRequestMessage Rotate(params (string Name, string Value)[] owner) =>
            Renew(plugin, CredentialKind.Token, "https://gitlab.com/", "glpat-abcdefghijklmnopqrst", owner.ToDictionary(static one => one.Name, static one => one.Value, StringComparer.Ordinal));

        await CheckAsync(
            "gitlab.yaml",
            plugin,
            [Rotate(), Rotate((CredentialAttributes.Project, "7")), Rotate((CredentialAttributes.Group, "7")), .. Hooks(plugin, "7")],
            younger: "$.signing_token");
    }

    // Version 2 has the same operations as version 3, which is the one described. Those of a site's own webhooks stand at
    // developer.atlassian.com/server/jira/platform/webhooks; a site's cloud id, which tenant_info tells, is described nowhere.
    [Fact]
    public async Task Jira_s_are_described_but_for_a_site_s_webhooks_and_its_cloud_id()
    {
        JiraPlugin plugin = new();
        using SecretBuffer token = SecretBuffer.FromChars("ATATT3abc");
        LoginDraft login = new() { BaseUri = new Uri("https://acme.atlassian.net/"), Kind = CredentialKind.Token, Secret = token, Attributes = new Dictionary<string, string>(StringComparer.Ordinal), Now = Now };

        await CheckAsync(
            "jira-platform.json",
            plugin,
            [plugin.LoginLookup.CreateRequest(login)!, .. Hooks(plugin, "")],
            static path => path.StartsWith("/rest/webhooks/1.0/", StringComparison.Ordinal) || path == "/_edge/tenant_info",
            static path => path.Replace("/rest/api/2/", "/rest/api/3/", StringComparison.Ordinal));
    }

    // Of 2021, before PKCE and Socket Mode: docs.slack.dev/authentication/using-token-rotation and docs.slack.dev/apis/events-api/using-socket-mode.
    [Fact]
    public void Slack_s_are_younger_than_its_description()
    {
        if (ApiDescription.Load("slack-web.json") is not { } description)
        {
            Assert.Skip("The vendor's description slack-web.json is not on this machine.");
            return;
        }

        SlackPlugin plugin = new();
        using HttpRequestMessage refresh = Renew(plugin, CredentialKind.OAuth, "https://slack.com/", "xoxe-1-abc", new Dictionary<string, string>(StringComparer.Ordinal) { [CredentialAttributes.ClientId] = "1.2" });
        Assert.Equal("/api/oauth.v2.access", refresh.RequestUri!.AbsolutePath);
        ApiOperation operation = Assert.IsType<ApiOperation>(description.Find("GET", "/api/oauth.v2.access"));
        Assert.DoesNotContain(operation.Parameters, static parameter => parameter.Name is "grant_type" or "refresh_token" or "code_verifier");
        Assert.Null(description.Find("POST", "/api/apps.connections.open"));
    }

    // github.com's and GitLab's pages of OAuth and Atlassian's hosts of it are no part of their APIs, whose descriptions end where they begin:
    // docs.github.com "Authorizing OAuth apps", docs.gitlab.com/api/oauth2, developer.atlassian.com "OAuth 2.0 (3LO) apps". The flows
    // themselves are held to RFC 6749, 7636 and 8628 by a server that is certified for them (RealServerTests).
    [Theory]
    [InlineData("github.json", "https://github.com/")]
    [InlineData("gitlab.yaml", "https://gitlab.com/")]
    [InlineData("jira-platform.json", "https://api.atlassian.com/ex/jira/11111111-2222-3333-4444-555555555555/")]
    public void No_description_has_the_addresses_of_OAuth(string file, string address)
    {
        if (ApiDescription.Load(file) is not { } description)
        {
            Assert.Skip($"The vendor's description {file} is not on this machine.");
            return;
        }

        IPlatformPlugin plugin = file.StartsWith("github", StringComparison.Ordinal) ? new GitHubPlugin() : file.StartsWith("gitlab", StringComparison.Ordinal) ? new GitLabPlugin() : new JiraPlugin();
        OAuthServer server = plugin.GetOAuthServer(new Uri(address))!;

        Assert.All(new[] { server.TokenUri, server.DeviceUri }.OfType<Uri>(), uri => Assert.Null(description.Find("POST", uri.AbsolutePath)));
    }

    private static HttpRequestMessage Renew(IPlatformPlugin plugin, CredentialKind kind, string origin, string secret, Dictionary<string, string> attributes)
    {
        Credential credential = new()
        {
            Name = "x",
            Kind = kind,
            Platform = "x",
            Origin = new Uri(origin),
            Account = "x",
            Attributes = attributes,
            CanRefresh = kind == CredentialKind.OAuth,
            StoredAt = Now,
            Version = 1,
        };
        using SecretBuffer exchanged = SecretBuffer.FromChars(secret);
        using SecretBuffer none = new(0);
        return plugin.Refresher!.CreateRequest(new RefreshRequest { Credential = credential, Secret = exchanged, ClientSecret = none, Now = Now, ExpiresAt = kind == CredentialKind.Token ? Now.AddDays(30) : null });
    }

    private static IEnumerable<HttpRequestMessage> Hooks(IPlatformPlugin plugin, string target)
    {
        IWebhookAdministration hooks = plugin.WebhookAdministration!;
        using SecretBuffer secret = SecretBuffer.FromChars("whsec_" + Convert.ToBase64String(new byte[32]));
        WebhookRegistration hook = new() { Id = "3", Target = target, Uri = Listener, CreatedAt = Now.AddDays(-1) };
        WebhookAttempt attempt = new() { Id = "4", DeliveryId = "11111111-2222-3333-4444-555555555555", Event = "push", SentAt = Now };
        HttpRequestMessage?[] written =
        [
            hooks.CreateRegistration(new WebhookDraft { Target = target, Uri = Listener, Events = [.. hooks.DefaultEvents], Secret = secret }),
            hooks.CreateOlderSecret(hook, secret),
            hooks.CreateList(target),
            hooks.CreateRemoval(hook),
            .. hooks.CreateDeliveryList(hook, Now.AddDays(-1), Now),
            hooks.CreateDeliveryRead(hook, attempt),
            hooks.CreateRedelivery(hook, attempt),
        ];
        return written.OfType<HttpRequestMessage>();
    }

    // By the template the path fits; one that has a part as it is goes before one with a parameter there.
    private static ApiOperation? Find(ApiDescription description, string method, string path)
    {
        string[] parts = path.Split('/');
        return description.Operations
            .Where(operation => operation.Method == method && operation.Template.Split('/') is { } template && template.Length == parts.Length && template.Zip(parts).All(static pair => pair.First.StartsWith('{') || pair.First == pair.Second))
            .MinBy(static operation => operation.Template.Count(static c => c == '{'));
    }

    private static async Task CheckAsync(string file, IPlatformPlugin plugin, IEnumerable<HttpRequestMessage> requests, Func<string, bool>? isUndescribed = null, Func<string, string>? describedAs = null, string? younger = null)
    {
        if (ApiDescription.Load(file) is not { } description)
        {
            Assert.Skip($"The vendor's description {file} is not on this machine.");
            return;
        }

        Uri apiUri = plugin.GetApiUri(plugin.DefaultBaseUri ?? new Uri("https://acme.atlassian.net/"));
        List<string> wrong = [];
        foreach (HttpRequestMessage request in requests)
        {
            using (request)
            {
                Uri address = PlatformRequestSender.Resolve(apiUri, request.RequestUri!.OriginalString);
                string path = describedAs?.Invoke(address.AbsolutePath) ?? address.AbsolutePath;
                string name = $"{request.Method} {path}";
                ApiOperation? operation = Find(description, request.Method.Method, path);
                if (operation is null || isUndescribed?.Invoke(path) == true)
                {
                    wrong.AddRange(operation is null == (isUndescribed?.Invoke(path) == true) ? [] : [$"{name}: {(operation is null ? "not described" : "described by now")}"]);
                    continue;
                }

                HashSet<string> known = [.. operation.Parameters.Where(static parameter => parameter.In == "query").Select(static parameter => parameter.Name)];
                wrong.AddRange(HttpUtility.ParseQueryString(address.Query).AllKeys.OfType<string>().Where(given => !known.Contains(given)).Select(given => $"{name}: ?{given}"));
                if (request.Content is null)
                {
                    continue;
                }

                JsonElement body = JsonElement.Parse(await request.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
                wrong.AddRange(operation.Body is { Json.ValueKind: JsonValueKind.Object } schema
                    ? new SchemaValidator(description, new ValidationRules(), static _ => null, isRequest: true).Validate(body, schema.Json).Where(violation => violation.At.Path != younger).Select(violation => $"{name}: {violation}")
                    : [$"{name}: has no body"]);
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }
}
