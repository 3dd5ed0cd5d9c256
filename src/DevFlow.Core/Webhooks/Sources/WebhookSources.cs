using System.Buffers;
using DevFlow.Core.Credentials;
using DevFlow.Core.Logging;
using DevFlow.Core.Plugins;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>Makes sources of what users ask for: finds the scheme, the secret and who may send.</summary>
internal sealed class WebhookSources(PluginManager plugins, CredentialStore store, Redactor redactor, ILoggerFactory loggers, TimeProvider time)
{
    private const int MaxNameLength = 64;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    private readonly StandardWebhooks _standard = new();
    private readonly ILogger _logger = loggers.CreateLogger<WebhookSources>();

    /// <summary>The ids of the schemes there are.</summary>
    public IEnumerable<string> Schemes => plugins.Known.Keys.Append(StandardWebhooks.Id).Order(StringComparer.Ordinal);

    /// <summary>A scheme: one of a plugin, or the engine's own for everybody else.</summary>
    /// <returns>The scheme and its id as it is written.</returns>
    public (string Id, IWebhookScheme Scheme) Find(string platform) =>
        platform.Equals(StandardWebhooks.Id, StringComparison.OrdinalIgnoreCase) && !plugins.Known.ContainsKey(StandardWebhooks.Id)
            ? (StandardWebhooks.Id, _standard)
            : (plugins.Get(platform) is { } plugin ? (plugins.Known[platform].Id, plugin.Webhooks) : default);

    /// <summary>Opens a source; the caller disposes it.</summary>
    /// <exception cref="DevFlowException">There is no secret, or something of it cannot be used.</exception>
    public HttpSource Open(SourceRequest request)
    {
        (string id, IWebhookScheme scheme) = Find(request.Platform);
        string name = request.Name ?? id;
        RequireName(name);
        if (request.MaxBodyBytes is < 0 or > HttpSource.LargestBody)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"The source '{name}' may take bodies of 1 to {HttpSource.LargestBody} bytes (25 MiB), not {request.MaxBodyBytes}.", "Choose a size in between, or 0 for the largest.") { Target = name };
        }

        NetworkList allowFrom = NetworkList.Parse(request.AllowFrom, time, _logger);
        return new HttpSource(new ActiveSource(name, id, scheme), OpenSecrets(request, name), allowFrom, request.MaxBodyBytes == 0 ? HttpSource.LargestBody : request.MaxBodyBytes);
    }

    /// <summary>The secrets of a source, given or stored; the caller disposes them.</summary>
    public WebhookSecrets OpenSecrets(SourceRequest request, string name) => request switch
    {
        { Secret.Length: > 0 } => new WebhookSecrets(request.Secret, redactor),
        { CredentialName.Length: > 0 } => new StoredWebhookSecrets(store, request.CredentialName, redactor, time, _logger),
        _ => throw new DevFlowException(
            ErrorReason.WebhookSecretMissing,
            $"The webhook source '{name}' has no secret, so nothing it receives could be trusted.",
            "Give the secret that is entered at the platform with -Secret (a SecureString), or the name of a stored one with -CredentialName.") { Target = name },
    };

    /// <summary>Refuses two sources with one path.</summary>
    public static void RequireDistinct(IReadOnlyList<HttpSource> sources)
    {
        if (sources.Take(sources.Count - 1).FirstOrDefault(one => one.Source.Name.Equals(sources[^1].Source.Name, StringComparison.OrdinalIgnoreCase)) is { } twice)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"Two sources are named '{twice.Source.Name}'.", "Give each a Name of its own; it is the end of the path deliveries are sent to.") { Target = twice.Source.Name };
        }
    }

    private static void RequireName(string name)
    {
        if (name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExcept(NameCharacters) || name is "." or "..")
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"'{name}' cannot be the name of a source: it is part of an address.", $"Use letters, digits, '-', '_' and '.', at most {MaxNameLength}.") { Target = name };
        }
    }
}
