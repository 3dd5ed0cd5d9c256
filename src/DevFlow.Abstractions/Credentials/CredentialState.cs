namespace DevFlow;

/// <summary>Whether a credential can be used.</summary>
public enum CredentialState
{
    /// <summary>It can be used.</summary>
    Active = 0,

    /// <summary>It ends within seven days, and nothing renews it by itself.</summary>
    ExpiringSoon,

    /// <summary>It has ended.</summary>
    Expired,

    /// <summary>
    /// A renewal has begun and its end is not recorded: another process is at it, or was ended in the middle of it. The next
    /// use finds out.
    /// </summary>
    RefreshInFlight,

    /// <summary>The platform refused to renew it: log in again, or store a new secret. What is stored is kept.</summary>
    NeedsReauthentication,
}
