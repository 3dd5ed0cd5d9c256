namespace DevFlow.Slack;

/// <summary>
/// Webhooks that lead into Slack: an address that is the credential itself, takes a message and nothing else, and cannot be tried
/// without posting one. All but the last part of its path is no secret and names it: <c>/services/T…/B…/</c>.
/// </summary>
/// <remarks>https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks</remarks>
internal static class SlackHook
{
    private static readonly string[] Hosts = ["hooks.slack.com", "hooks.slack-gov.com"];
    private static readonly (string Part, string Kind)[] Kinds = [("services/", "incoming webhook"), ("workflows/", "workflow webhook"), ("triggers/", "workflow webhook")];

    // The root, what it is, the team, what the team calls it, and the secret.
    private const int FewestParts = 5;

    /// <summary>What the addresses begin with.</summary>
    public static IEnumerable<string> Prefixes => Hosts.Select(static host => $"https://{host}/");

    /// <summary>True for a webhook's address, with or without its secret.</summary>
    public static bool Is(Uri? address) => address is { IsAbsoluteUri: true } && (IsHost(address) || KindOf(address) is not null);

    /// <summary>What a token is that is such an address; null where it is none.</summary>
    public static string? Describe(ReadOnlySpan<char> token) => Parse(token) is { } secret ? KindOf(secret) : null;

    /// <summary>The address without its secret; null where the token is no such address.</summary>
    public static Uri? AddressOf(ReadOnlySpan<char> token) => Parse(token) is { } secret ? new Uri(secret, ".") : null;

    /// <summary>The address calls are made below: the webhook's own.</summary>
    /// <exception cref="DevFlowException">It has the secret in it, and addresses are shown.</exception>
    public static Uri GetApiUri(Uri address) => Parse(address.AbsoluteUri) is null ? address : throw new DevFlowException(
        ErrorReason.InvalidArgument,
        $"The address of an {KindOf(address)} is a secret, and this is the place for one that is none.",
        "Give it as the token: Connect-DevFlowPlatform slack -Token (Read-Host -AsSecureString).");

    /// <summary>What can be said of it without posting.</summary>
    public static Identity Identify(Uri apiUri) => new(apiUri.AbsolutePath[(apiUri.AbsolutePath.IndexOf('/', 1) + 1)..].TrimEnd('/'), [], ExpiresAt: null)
    {
        Unchecked = $"Only the form of the {KindOf(apiUri) ?? "webhook"} was looked at: Slack has no way to try one but to post a message.",
    };

    /// <summary>Leads a message to the webhook, whose address is put in place of the one without the secret.</summary>
    /// <exception cref="DevFlowException">It is another call.</exception>
    public static void Apply(HttpRequestMessage request, ReadOnlySpan<char> token)
    {
        if (request.Method != HttpMethod.Post || request.RequestUri != AddressOf(token))
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"A webhook of Slack takes a message and nothing else, not {request.Method} {request.RequestUri?.AbsolutePath}.",
                "Post one: Invoke-DevFlowRequest / -Method POST -Body @{ text = '...' } -Connection <its name>; for all else connect with a bot token (xoxb-).");
        }

        request.RequestUri = Parse(token);
    }

    private static Uri? Parse(ReadOnlySpan<char> token) =>
        token.StartsWith("http", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(token.ToString(), UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback)
        && (IsHost(address) || address.IsLoopback)
        && KindOf(address) is not null
        && address.Segments is { Length: >= FewestParts } parts
        && !parts[^1].EndsWith('/')
        && (address.Query + address.Fragment + address.UserInfo).Length == 0
            ? address
            : null;

    private static bool IsHost(Uri address) => Hosts.Contains(address.IdnHost, StringComparer.OrdinalIgnoreCase);

    private static string? KindOf(Uri address) =>
        address.Segments is [_, string first, ..] ? Array.Find(Kinds, kind => kind.Part == first).Kind : null;
}
