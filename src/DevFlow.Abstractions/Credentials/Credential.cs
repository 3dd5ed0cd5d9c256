using System.Collections.ObjectModel;

namespace DevFlow;

/// <summary>What is known about a stored credential without opening its secret.</summary>
public sealed record Credential
{
    /// <summary>How long before its end a credential is said to expire soon.</summary>
    public static readonly TimeSpan ExpiryNotice = TimeSpan.FromDays(7);

    /// <summary>The name; unique in the store, compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>What the secret is.</summary>
    public required CredentialKind Kind { get; init; }

    /// <summary>The id of the platform it belongs to, such as <c>github</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The only origin (scheme, host, port) the secret is ever sent to.</summary>
    public required Uri Origin { get; init; }

    /// <summary>The account the secret belongs to.</summary>
    public required string Account { get; init; }

    /// <summary>The scopes granted; empty where the platform reports none.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When the secret expires (UTC), for an OAuth set its access token; null where that is not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>True for an OAuth set that holds a refresh token: DevFlow renews it by itself.</summary>
    public bool CanRefresh { get; init; }

    /// <summary>From when on the next use renews it first (UTC); null where nothing does, or where no expiry is known.</summary>
    public DateTimeOffset? RefreshAt { get; init; }

    /// <summary>When the refresh token expires (UTC); null where it does not, or where that is not known.</summary>
    public DateTimeOffset? RefreshExpiresAt { get; init; }

    /// <summary>When the renewal began whose end is not recorded yet (UTC); null where none is under way.</summary>
    public DateTimeOffset? RefreshStartedAt { get; init; }

    /// <summary>Whether it can be used.</summary>
    public CredentialState State { get; init; }

    /// <summary>What renewing it takes beside the secret, by the names in <see cref="CredentialAttributes"/>; nothing secret.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>When this version of the credential was stored (UTC).</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>1 for the first version stored under this name, then one more for each replacement.</summary>
    public required long Version { get; init; }

    /// <summary>When a person has to act (UTC): the end of what renews the secret, else of the secret; null where none is known.</summary>
    public DateTimeOffset? EndsAt => CanRefresh ? RefreshExpiresAt : ExpiresAt;

    /// <summary>The same credential with the state it has at a moment.</summary>
    /// <param name="now">The moment.</param>
    /// <returns>The credential; what the platform refused to renew stays refused.</returns>
    public Credential At(DateTimeOffset now) => State == CredentialState.NeedsReauthentication ? this : this with
    {
        State = RefreshStartedAt is not null ? CredentialState.RefreshInFlight
            : EndsAt <= now ? CredentialState.Expired
            : EndsAt <= now + ExpiryNotice ? CredentialState.ExpiringSoon
            : CredentialState.Active,
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
