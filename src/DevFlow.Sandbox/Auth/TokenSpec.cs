namespace DevFlow.Sandbox.Auth;

/// <summary>What a token is issued for.</summary>
/// <param name="Kind">The platform's name of the kind: <c>personal</c>, <c>oauth</c>, <c>installation</c>.</param>
/// <param name="Owner">The account it acts for.</param>
/// <param name="Scopes">What it may do, in the order the platform shows.</param>
internal sealed record TokenSpec<TOwner>(string Kind, TOwner Owner, IReadOnlyList<string> Scopes)
    where TOwner : class
{
    public string? Name { get; init; }

    /// <summary>The OAuth client it was given to; null for a token made by hand.</summary>
    public string? ClientId { get; init; }

    /// <summary>The first moment at which it is no longer accepted; null where it has no end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Good for new tokens only, never for a request.</summary>
    public bool IsRefresh { get; init; }
}
