using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Plugins;

/// <summary>What the contract suite must know of a platform: all that is said of it by name stands here.</summary>
internal sealed record PlatformFacts
{
    private const string Secret = "a secret of the webhooks";

    private static readonly byte[] SigningKey = RandomNumberGenerator.GetBytes(32);

    public required string Id { get; init; }

    /// <summary>Starts it; a number bounds what it answers to one account.</summary>
    public required Func<int?, Task<RunningPlatform>> StartAsync { get; init; }

    /// <summary>What has the form of a token of the platform, but is none.</summary>
    public required string UnknownToken { get; init; }

    /// <summary>What no token of the platform looks like.</summary>
    public string MalformedToken { get; init; } = "two words";

    /// <summary>A list that is longer than a page, with the size of a page in braces where it can be chosen.</summary>
    public required string ListPath { get; init; }

    public required string WebhookSecret { get; init; }

    /// <summary>A delivery of the platform, signed for a moment.</summary>
    public required Func<DateTimeOffset, (byte[] Body, Dictionary<string, string> Headers)> Sign { get; init; }

    /// <summary>The header without which nobody knows who sent a delivery.</summary>
    public required string SignatureHeader { get; init; }

    public static IReadOnlyDictionary<string, PlatformFacts> All { get; } = new PlatformFacts[]
    {
        new()
        {
            Id = "github",
            StartAsync = static units => RunningSandboxPlatform.StartAsync("github", units is null ? null : "core", units ?? 0),
            UnknownToken = "ghp_" + new string('0', 36),
            ListPath = "/user/repos?per_page={0}",
            WebhookSecret = Secret,
            SignatureHeader = "X-Hub-Signature-256",
            Sign = static _ => Signed("""{"action":"opened","issue":{"number":7,"html_url":"https://github.com/a/b/issues/7"},"repository":{"full_name":"a/b","url":"https://api.github.com/repos/a/b","html_url":"https://github.com/a/b"}}""", static body => new()
            {
                ["X-GitHub-Event"] = "issues",
                ["X-GitHub-Delivery"] = "11111111-2222-3333-4444-555555555555",
                ["X-Hub-Signature-256"] = "sha256=" + Hex(Secret, body),
            }),
        },
        new()
        {
            Id = "gitlab",
            StartAsync = static units => RunningSandboxPlatform.StartAsync("gitlab", units is null ? null : "throttle_authenticated_api", units ?? 0),
            UnknownToken = "glpat-" + new string('0', 20),
            ListPath = "/projects?per_page={0}",
            WebhookSecret = "whsec_" + Convert.ToBase64String(SigningKey),
            SignatureHeader = "webhook-signature",
            Sign = static now => Signed("""{"object_kind":"push","ref":"refs/heads/main","checkout_sha":"da1560886d4f094c3e6c9ef40349f7d38b5d27d7","project":{"web_url":"https://gitlab.example.com/a/b","path_with_namespace":"a/b"},"repository":{"homepage":"https://gitlab.example.com/a/b"},"commits":[]}""", body =>
            {
                string time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                return new()
                {
                    ["X-Gitlab-Event"] = "Push Hook",
                    ["webhook-id"] = "msg_1",
                    ["webhook-timestamp"] = time,
                    ["webhook-signature"] = "v1," + Convert.ToBase64String(HMACSHA256.HashData(SigningKey, (byte[])[.. Encoding.ASCII.GetBytes($"msg_1.{time}."), .. body])),
                };
            }),
        },
        new()
        {
            Id = "jira",

            // Its bucket fills while the calls are made: with more than one unit a slow machine would never empty it.
            StartAsync = static units => RunningSandboxPlatform.StartAsync("jira", units is null ? null : "burst", 1),
            UnknownToken = "ATATT3x" + new string('0', 40),
            MalformedToken = "ATATT two words",
            ListPath = "/rest/api/3/project/search?maxResults={0}",
            WebhookSecret = Secret,
            SignatureHeader = "X-Hub-Signature",
            Sign = static now => Signed("""{"timestamp":TIME,"webhookEvent":"jira:issue_created","issue":{"id":"1","key":"ABC-1","self":"https://acme.atlassian.net/rest/api/2/issue/1","fields":{"project":{"key":"ABC"}}}}""".Replace("TIME", now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), static body => new()
            {
                ["X-Atlassian-Webhook-Identifier"] = "w-1",
                ["X-Hub-Signature"] = "sha256=" + Hex(Secret, body),
            }),
        },
        new()
        {
            Id = "slack",
            StartAsync = static units => RunningSandboxPlatform.StartAsync("slack", units is null ? null : "tier2", units ?? 0),
            UnknownToken = "xoxb-000000000000-000000000000-" + new string('0', 24),
            ListPath = "/conversations.list?limit={0}",
            WebhookSecret = Secret,
            SignatureHeader = "X-Slack-Signature",
            Sign = static now => Signed("""{"type":"event_callback","team_id":"T1","api_app_id":"A1","event_id":"Ev1","event_time":1700000000,"event":{"type":"message","channel":"C1","user":"U1","text":"hello","ts":"1700000000.000100"}}""", body =>
            {
                string time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                return new()
                {
                    ["X-Slack-Request-Timestamp"] = time,
                    ["X-Slack-Signature"] = "v0=" + Hex(Secret, [.. Encoding.ASCII.GetBytes($"v0:{time}:"), .. body]),
                };
            }),
        },
        new()
        {
            Id = "kiln",
            StartAsync = static units => Task.FromResult<RunningPlatform>(new RunningKiln(new KilnServer { Limit = units ?? 60 })),
            UnknownToken = "kln_" + new string('0', 32),
            ListPath = "/builds?size={0}",
            WebhookSecret = Secret,
            SignatureHeader = "Kiln-Signature",
            Sign = static now => (KilnServer.Payload(), KilnServer.Sign(KilnServer.Payload(), Secret, now)),
        },
    }.ToDictionary(static facts => facts.Id, StringComparer.Ordinal);

    private static (byte[] Body, Dictionary<string, string> Headers) Signed(string json, Func<byte[], Dictionary<string, string>> sign)
    {
        byte[] body = Encoding.UTF8.GetBytes(json);
        return (body, new Dictionary<string, string>(sign(body), StringComparer.OrdinalIgnoreCase));
    }

    private static string Hex(string secret, byte[] content) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), content));
}
