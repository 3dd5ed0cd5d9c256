using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>Slack's token forms (docs.slack.dev, "Tokens") and how a token is sent.</summary>
internal sealed class SlackAuthentication : IPlatformAuthentication
{
    private const int SigningSecretLength = 32;
    private const int MaxRefusal = 4096;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private static readonly (string Prefix, string Kind)[] Kinds =
    [
        ("xoxb-", "bot token"), ("xoxe.xoxb-", "rotating bot token"), ("xoxp-", "user token"), ("xoxe.xoxp-", "rotating user token"),
        ("xapp-", "app-level token"), ("xwfp-", "workflow token"), ("xoxa-", "legacy workspace token"), ("xoxo-", "legacy token"),
    ];

    // Good for something else, and never for the API.
    private static readonly (string Prefix, string Kind)[] Others =
    [
        ("xoxe-", "refresh token"), ("xoxr-", "refresh token"), ("xoxc-", "browser's token"), ("xoxd-", "browser's cookie"), ("xoxs-", "browser's token"),
    ];

    public IReadOnlyList<TokenForm> Forms { get; } = [.. Kinds.Concat(Others).Select(static kind => new TokenForm(kind.Prefix)), .. SlackHook.Prefixes.Select(static prefix => new TokenForm(prefix))];

    public IReadOnlyList<LoginVariables> Variables { get; } = [new() { Tokens = ["SLACK_BOT_TOKEN", "SLACK_TOKEN"] }, new() { Tokens = ["SLACK_WEBHOOK_URL"] }];

    public string DescribeToken(ReadOnlySpan<char> token)
    {
        TokenForms.RequirePrintable(token, "Slack");
        if ((SlackHook.Describe(token) ?? TokenForms.KindOf(token, Kinds)) is { } kind)
        {
            return kind;
        }

        if (TokenForms.KindOf(token, Others) is { } other)
        {
            throw NotForCalls($"a Slack {other}");
        }

        if (token.StartsWith("http", StringComparison.OrdinalIgnoreCase) && token.Contains("://", StringComparison.Ordinal))
        {
            throw NotForCalls("an address, but not that of an incoming webhook (https://hooks.slack.com/services/...)");
        }

        if (token.Length == SigningSecretLength && !token.ContainsAnyExcept(HexDigits))
        {
            throw NotForCalls("the signing secret or client secret of a Slack app");
        }

        return "token of unknown form";
    }

    public Uri? FindBaseUri(ReadOnlySpan<char> token) => SlackHook.AddressOf(token);

    public string DescribePassword(ReadOnlySpan<char> password) => throw NotAToken("A user name and password");

    public void Apply(HttpRequestMessage request, CredentialKind kind, string account, ReadOnlySpan<char> secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (kind is CredentialKind.Token && SlackHook.Describe(secret) is not null)
        {
            SlackHook.Apply(request, secret);
            return;
        }

        request.Headers.Authorization = kind is CredentialKind.Token or CredentialKind.OAuth
            ? new AuthenticationHeaderValue("Bearer", secret.ToString())
            : throw NotAToken(kind == CredentialKind.Basic ? "A user name and password" : "A webhook secret");
    }

    // {"ok":false,"error":"token_expired"}, with status 200; answers with data are long and no refusals.
    public bool IsRefused(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.StatusCode == HttpStatusCode.Unauthorized
            || (BodyBytes.Of(response, MaxRefusal) is { } body
                && body.AsSpan().IndexOf("\"error\""u8) >= 0
                && AnswerBody.Parse(body) is { } answer
                && Payload.Text(answer, "error") is "token_expired" or "token_revoked" or "invalid_auth");
    }

    private static DevFlowException NotForCalls(string what) => new(
        ErrorReason.InvalidArgument,
        $"This is {what}: it cannot be used to call the API.",
        "Give a bot token (it begins with xoxb-), a user token (xoxp-), an app-level token (xapp-), or the address of an incoming webhook.");

    private static DevFlowException NotAToken(string what) => new(
        ErrorReason.InvalidArgument,
        $"{what} cannot be used to call Slack.",
        "Give a token with -Token: api.slack.com/apps shows those of an app under OAuth & Permissions.");
}
