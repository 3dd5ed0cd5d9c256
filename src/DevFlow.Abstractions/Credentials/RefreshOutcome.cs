namespace DevFlow;

/// <summary>What a platform answered to the request that renews a credential.</summary>
public enum RefreshOutcome
{
    /// <summary>Here is the new secret; the old one is, or soon will be, dead.</summary>
    Renewed,

    /// <summary>What was exchanged is not good any more, and no repeat will change that (OAuth's <c>invalid_grant</c>).</summary>
    Refused,

    /// <summary>Nothing was exchanged, for a reason that lies elsewhere: a limit, a wrong client secret, a missing permission.</summary>
    Failed,

    /// <summary>The platform broke down on the way; whether it exchanged the secret is not known.</summary>
    Unknown,
}
