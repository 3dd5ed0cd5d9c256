using DevFlow.Core.Connections;
using DevFlow.Core.Http;

namespace DevFlow.Core.Credentials;

/// <summary>Describes what is found elsewhere as the store describes credentials: by platform and by the only origin it is sent to.</summary>
/// <param name="platforms">The ids of the platforms there are.</param>
/// <param name="plugin">The platform of an id.</param>
/// <param name="time">The clock.</param>
internal sealed class ImportDrafts(Func<IEnumerable<string>> platforms, Func<string, IPlatformPlugin> plugin, TimeProvider time)
{
    /// <summary>Where a tool does not tell whose secret it is; PowerShell's own credentials must have some name.</summary>
    private const string UnknownAccount = "unknown";

    /// <summary>What tokens tell by their form.</summary>
    public TokenShape Shape { get; } = new(platforms, plugin);

    /// <summary>How the platforms take credentials that a request fits, by their ids.</summary>
    public IEnumerable<(string Id, IPlatformAuthentication Authentication)> Platforms(ImportRequest request) =>
        platforms().Where(request.Fits).Order(StringComparer.Ordinal).Select(id => (id, plugin(id).Authentication));

    /// <summary>The description and the secret together; disposes the secret given.</summary>
    /// <param name="kind">What the secret is.</param>
    /// <param name="platform">The platform's id.</param>
    /// <param name="hostName">The host; null for the platform's usual one.</param>
    /// <param name="account">The account; null where it is not known.</param>
    /// <param name="secret">What is sent.</param>
    /// <param name="source">Where it was found.</param>
    public FoundCredential Create(CredentialKind kind, string platform, string? hostName, string? account, SecretBuffer secret, string source)
    {
        using TokenSet set = new(secret);
        Uri address = (kind == CredentialKind.Token ? TokenShape.PlaceOf(plugin(platform), secret) : null) ?? AddressOf(platform, hostName);
        Credential draft = new()
        {
            Name = ConnectionManager.DefaultName(platform, plugin(platform), address),
            Kind = kind,
            Platform = platform,
            Origin = Origin.Of(plugin(platform).GetApiUri(address)),
            Account = string.IsNullOrEmpty(account) ? UnknownAccount : account,
            StoredAt = time.GetUtcNow(),
            Version = 0,
        };
        return new FoundCredential(draft, set.Pack(kind), source);
    }

    /// <summary>The platform whose usual host this is; null where it is none's.</summary>
    public string? PlatformOf(string hostName) => platforms().Order(StringComparer.Ordinal).FirstOrDefault(id =>
        plugin(id).DefaultBaseUri is Uri usual
        && (Same(usual.IdnHost, hostName) || Same(plugin(id).GetApiUri(usual).IdnHost, hostName)));

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private Uri AddressOf(string platform, string? hostName)
    {
        IPlatformPlugin served = plugin(platform);
        if (hostName is null || Same(PlatformOf(hostName) ?? "", platform))
        {
            return served.DefaultBaseUri ?? throw new DevFlowException(
                ErrorReason.InvalidArgument, $"The platform '{platform}' has no address of its own: every installation has one.", "Name its host with -HostName.") { Target = platform };
        }

        // Tools keep a host as a name or as a whole address.
        if (!Uri.TryCreate(hostName.Contains("://", StringComparison.Ordinal) ? hostName : $"https://{hostName}/", UriKind.Absolute, out Uri? address))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"'{hostName}' is no host.", "Give a host name such as git.example.com.") { Target = hostName };
        }

        Origin.RequireSafe(address);
        return address;
    }
}
