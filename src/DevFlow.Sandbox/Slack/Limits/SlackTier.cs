namespace DevFlow.Sandbox.Slack;

/// <summary>How often a method may be called in a minute, by one app in one workspace.</summary>
/// <remarks>https://docs.slack.dev/apis/web-api/rate-limits</remarks>
internal enum SlackTier
{
    /// <summary>1 a minute.</summary>
    One,

    /// <summary>20.</summary>
    Two,

    /// <summary>50.</summary>
    Three,

    /// <summary>100.</summary>
    Four,

    /// <summary>One message a second and channel, and hundreds a minute in the workspace.</summary>
    Posting,

    /// <summary>Tier 3, but one a minute for commercial apps outside the Marketplace.</summary>
    History,

    /// <summary>Tier 3, and 10 a minute for a user and 30 for a token.</summary>
    Profile,

    /// <summary>Hundreds a minute; the number is not published.</summary>
    Special,
}
