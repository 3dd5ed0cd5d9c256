namespace DevFlow.Core.Logins;

/// <summary>How a person wants to log in.</summary>
internal sealed record LoginOptions
{
    public required LoginMethod Method { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Empty for a public client.</summary>
    public required SecretBuffer ClientSecret { get; init; }

    /// <summary>Empty for what the platform usually takes.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Null for a free port of this machine.</summary>
    public Uri? RedirectUri { get; init; }

    public required ILoginGuide Guide { get; init; }
}
