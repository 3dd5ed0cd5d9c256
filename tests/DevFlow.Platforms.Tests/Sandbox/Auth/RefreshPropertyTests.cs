using DevFlow.Sandbox.Auth;

namespace DevFlow.Platforms.Tests.Sandbox.Auth;

/// <summary>Random lives of one consent, compared with the rules written down a second time.</summary>
public sealed class RefreshPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 50)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_order_of_refreshes_replays_and_waits_ends_as_the_rules_say(int seed)
    {
        Random random = new(seed);
        TimeSpan leeway = TimeSpan.FromMinutes(random.Next(0, 3) * 5);
        int limit = random.Next(1, 4);
        OAuthFixture fixture = new(OAuthFixture.Policy with { ReuseLeeway = leeway, ActiveAccessTokens = limit });
        TokenPair<string> first = fixture.Issue();
        List<string> access = [first.AccessSecret];
        List<(string Secret, DateTimeOffset ExpiresAt, DateTimeOffset? RotatedAt)> refresh =
            [(first.RefreshSecret!, first.Refresh!.Spec.ExpiresAt!.Value, null)];
        bool isRevoked = false;
        for (int step = 0; step < 200; step++)
        {
            fixture.Clock.Advance(TimeSpan.FromMinutes(random.Next(0, 12)));
            DateTimeOffset now = fixture.Clock.GetUtcNow();
            // Mostly the newest, sometimes one that was shown before.
            int index = random.Next(40) == 0 ? random.Next(refresh.Count) : refresh.Count - 1;
            (string secret, DateTimeOffset expiresAt, DateTimeOffset? rotatedAt) = refresh[index];
            OAuthOutcome expected =
                isRevoked ? OAuthOutcome.RefreshTokenUnknown
                : rotatedAt is { } moment ? now < moment + leeway ? OAuthOutcome.Granted : OAuthOutcome.RefreshTokenReused
                : now >= expiresAt ? OAuthOutcome.RefreshTokenExpired
                : OAuthOutcome.Granted;

            OAuthResult<string> result = fixture.Server.Refresh(fixture.Client, secret);

            Assert.Equal(expected, result.Outcome);
            isRevoked |= expected == OAuthOutcome.RefreshTokenReused;
            if (result.Tokens is { } pair)
            {
                refresh[index] = (secret, expiresAt, rotatedAt ?? now);
                refresh.Add((pair.RefreshSecret!, pair.Refresh!.Spec.ExpiresAt!.Value, null));
                access.Add(pair.AccessSecret);
            }

            int active = access.Count(token => fixture.StatusOf(token) == TokenStatus.Active);
            Assert.InRange(active, 0, isRevoked ? 0 : limit);
        }
    }
}
