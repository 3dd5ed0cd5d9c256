namespace DevFlow.Sandbox.Auth;

/// <summary>What became of a token.</summary>
internal enum TokenStatus
{
    /// <summary>Never issued, or forgotten long after its end.</summary>
    Unknown = 0,
    Active,
    Expired,

    /// <summary>Replaced by a newer one of its family; whoever shows it again has an old copy.</summary>
    Rotated,
    Revoked,
}
