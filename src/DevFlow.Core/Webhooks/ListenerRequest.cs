using System.Net;

namespace DevFlow.Core.Webhooks;

/// <summary>A listener as a user asks for it.</summary>
internal sealed record ListenerRequest
{
    /// <summary>The name; that of the first source by default.</summary>
    public string? Name { get; init; }

    public required IReadOnlyList<SourceRequest> Sources { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public int Port { get; init; }

    public int? HealthPort { get; init; }

    /// <summary>Null for plain HTTP.</summary>
    public CertificateRequest? Certificate { get; init; }

    public bool AllowPlainHttp { get; init; }

    public IReadOnlyList<string> TrustedProxies { get; init; } = [];
}
