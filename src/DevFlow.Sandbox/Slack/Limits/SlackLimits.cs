using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Limits;

namespace DevFlow.Sandbox.Slack;

/// <summary>Slack's limits: rolling minutes for each method and app, and a second for each channel.</summary>
/// <remarks>
/// How Slack aligns its minutes is not published; a rolling one is right under every reading. The published numbers are floors;
/// what lies above them is not published, so the sandbox grants exactly them.
/// </remarks>
internal sealed class SlackLimits(SandboxContext context)
{
    private const int SpecialPerMinute = 600;
    private const string ChannelBucket = "channel";
    private const string ProfileUser = "profile-user";
    private const string ProfileToken = "profile-token";

    private readonly Keyed<(string App, string Method, SlackTier Tier), RollingWindow> _methods =
        new(key => Minute(context, Bucket(key.Tier), PerMinute(key.Tier)));

    private readonly Keyed<(string App, string Channel), RollingWindow> _channels =
        new(_ => new(context.Limit(ChannelBucket, 1), context.Clock.Scale(TimeSpan.FromSeconds(1)), context.Clock.Time));

    private readonly Keyed<string, RollingWindow> _profiles = new(_ => Minute(context, ProfileUser, 10));

    private readonly Keyed<long, RollingWindow> _tokens = new(_ => Minute(context, ProfileToken, 30));

    /// <summary>Every name the user can give.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enum.GetValues<SlackTier>().Select(Bucket).Distinct(StringComparer.Ordinal), ChannelBucket, ProfileUser, ProfileToken];

    /// <summary>Counts a call of a method.</summary>
    /// <param name="app">The calling app's id.</param>
    /// <param name="route">The method.</param>
    /// <param name="call">The call, for its token, channel and user.</param>
    /// <param name="refused">The bucket that refused, and how long until it would not.</param>
    public bool TryTake(SlackApp app, SlackRoute route, SlackCall call, out (string Bucket, TimeSpan Wait) refused)
    {
        SlackTier tier = route.Tier == SlackTier.History && !app.HasSlowHistory ? SlackTier.Three : route.Tier;
        Claim method = new(Bucket(tier), _methods[(app.Id, route.Name, tier)]);
        return tier switch
        {
            SlackTier.Posting when call.PostingTo is { } channel => TryTake([method, new(ChannelBucket, _channels[(app.Id, channel)])], out refused),
            SlackTier.Profile => TryTake(
                [method, new(ProfileUser, _profiles[call.Text("user") ?? call.Caller.User!.Id]), new(ProfileToken, _tokens[call.Token.Id])],
                out refused),
            _ => TryTake([method], out refused),
        };
    }

    /// <summary>Counts a message that came by an incoming webhook.</summary>
    public bool TryPost(SlackApp app, string channel, out TimeSpan wait)
    {
        bool granted = _channels[(app.Id, channel)].TryTake(1, out Reading reading);
        wait = reading.RetryAfter;
        return granted;
    }

    private static bool TryTake(ReadOnlySpan<Claim> claims, out (string Bucket, TimeSpan Wait) refused)
    {
        Span<Reading> readings = new Reading[claims.Length];
        bool granted = Limit.TryTakeAll(claims, readings, out int index);
        refused = granted ? default : (claims[index].Name, readings[index].RetryAfter);
        return granted;
    }

    private static RollingWindow Minute(SandboxContext context, string bucket, int limit) =>
        new(context.Limit(bucket, limit), context.Clock.Scale(TimeSpan.FromMinutes(1)), context.Clock.Time);

    private static string Bucket(SlackTier tier) => tier switch
    {
        SlackTier.One => "tier1",
        SlackTier.Two => "tier2",
        SlackTier.Four => "tier4",
        SlackTier.History => "history",
        SlackTier.Posting or SlackTier.Special => "special",
        _ => "tier3",
    };

    private static int PerMinute(SlackTier tier) => tier switch
    {
        SlackTier.One or SlackTier.History => 1,
        SlackTier.Two => 20,
        SlackTier.Four => 100,
        SlackTier.Posting or SlackTier.Special => SpecialPerMinute,
        _ => 50,
    };
}
