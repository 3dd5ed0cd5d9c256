namespace DevFlow;

/// <summary>The environment variables from which tools of a platform take a login, each list in the order in which they prefer them.</summary>
public sealed record LoginVariables
{
    /// <summary>Those that hold the token.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Those that name the host, by its name or address.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Those that name the account; with one, the token is sent in place of a password.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>True where it is never a login to the platform's usual host, so that one must be named.</summary>
    public bool IsElsewhere { get; init; }
}
