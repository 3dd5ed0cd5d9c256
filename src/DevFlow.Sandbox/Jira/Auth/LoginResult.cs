namespace DevFlow.Sandbox.Jira;

/// <summary>What a login is worth.</summary>
internal enum LoginResult
{
    Accepted,

    Missing,

    /// <summary>Unknown, expired, revoked, or of a kind that is not taken at this address.</summary>
    Refused,

    /// <summary>A bearer token at the site itself, which belongs to Connect.</summary>
    NotConnect,

    /// <summary>Data Center wants a CAPTCHA solved first.</summary>
    Captcha,
}
