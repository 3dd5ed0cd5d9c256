namespace DevFlow.Core.Credentials;

/// <summary>When a secret is renewed before it ends: 5 minutes or a tenth of its life before, whichever is less.</summary>
internal static class RefreshSchedule
{
    private static readonly TimeSpan LongestLead = TimeSpan.FromMinutes(5);

    /// <summary>From when on a secret that is given out now is renewed.</summary>
    public static DateTimeOffset? RefreshAt(DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        if (expiresAt is not DateTimeOffset end)
        {
            return null;
        }

        TimeSpan tenth = (end - now) / 10;
        return end - (tenth < LongestLead ? tenth : LongestLead);
    }

    /// <summary>The same moment up to a tenth of the lead later, so that the processes of a machine do not all come at once.</summary>
    public static DateTimeOffset? Spread(Credential credential, Random random) => credential.ExpiresAt is { } end && credential.RefreshAt is { } at
        ? at + ((end - at) * (random.NextDouble() / 10))
        : null;
}
