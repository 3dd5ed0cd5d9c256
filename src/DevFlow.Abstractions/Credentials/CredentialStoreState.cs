namespace DevFlow;

/// <summary>Whether this session can use the credential store.</summary>
public enum CredentialStoreState
{
    /// <summary>There is no store yet; the first credential stored makes one.</summary>
    NotFounded,

    /// <summary>No method opens it now.</summary>
    Locked,

    /// <summary>This session holds its keys.</summary>
    Unlocked,
}
