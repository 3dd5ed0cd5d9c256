using DevFlow.Core.Credentials;

namespace DevFlow.Core.Connections;

/// <summary>What a user gives to make a connection.</summary>
internal sealed record ConnectRequest
{
    public required string Platform { get; init; }

    public Uri? BaseUri { get; init; }

    /// <summary>The connection's name; null takes the platform's id, with the host where it is not the default one.</summary>
    public string? Name { get; init; }

    public required CredentialKind Kind { get; init; }

    /// <summary>The user name of a basic credential; not used for tokens.</summary>
    public string Account { get; init; } = "";

    public required SecretBuffer Secret { get; init; }
}
