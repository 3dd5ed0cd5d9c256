using DevFlow.Sandbox.Auth;

namespace DevFlow.Platforms.Tests.Sandbox.Auth;

public sealed class RefreshTests
{
    private static readonly OAuthPolicy WithLeeway = OAuthFixture.Policy with { ReuseLeeway = TimeSpan.FromMinutes(10), ActiveAccessTokens = null };

    [Fact]
    public void A_refresh_replaces_both_tokens()
    {
        OAuthFixture fixture = new();
        TokenPair<string> old = fixture.Issue();

        TokenPair<string> pair = Refresh(fixture, old.RefreshSecret!);

        Assert.Equal(TokenStatus.Revoked, fixture.StatusOf(old.AccessSecret));
        Assert.Equal(TokenStatus.Rotated, fixture.StatusOf(old.RefreshSecret));
        Assert.Equal(TokenStatus.Active, fixture.StatusOf(pair.AccessSecret));
        Assert.Equal(TokenStatus.Active, fixture.StatusOf(pair.RefreshSecret));
        Assert.Equal(old.Access.Spec.Scopes, pair.Access.Spec.Scopes);
        Assert.Equal("ada", pair.Access.Spec.Owner);
    }

    [Fact]
    public void A_refresh_works_after_the_access_token_has_expired()
    {
        OAuthFixture fixture = new();
        TokenPair<string> old = fixture.Issue();
        fixture.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(TokenStatus.Expired, fixture.StatusOf(old.AccessSecret));
        Assert.Equal(TokenStatus.Active, fixture.StatusOf(Refresh(fixture, old.RefreshSecret!).AccessSecret));
    }

    [Fact]
    public void Each_rotation_starts_the_refresh_tokens_life_anew()
    {
        OAuthFixture fixture = new();
        string secret = fixture.Issue().RefreshSecret!;
        for (int i = 0; i < 3; i++)
        {
            fixture.Clock.Advance(TimeSpan.FromDays(29));
            secret = Refresh(fixture, secret).RefreshSecret!;
        }

        fixture.Clock.Advance(TimeSpan.FromDays(30));

        Assert.Equal(OAuthOutcome.RefreshTokenExpired, fixture.Server.Refresh(fixture.Client, secret).Outcome);
    }

    [Fact]
    public void A_replay_revokes_the_whole_family()
    {
        OAuthFixture fixture = new();
        TokenPair<string> first = fixture.Issue();
        TokenPair<string> second = Refresh(fixture, first.RefreshSecret!);
        TokenPair<string> third = Refresh(fixture, second.RefreshSecret!);
        TokenPair<string> other = fixture.Issue();

        OAuthOutcome replay = fixture.Server.Refresh(fixture.Client, first.RefreshSecret!).Outcome;

        Assert.Equal(OAuthOutcome.RefreshTokenReused, replay);
        Assert.Equal(TokenStatus.Revoked, fixture.StatusOf(third.AccessSecret));
        Assert.Equal(OAuthOutcome.RefreshTokenUnknown, fixture.Server.Refresh(fixture.Client, third.RefreshSecret!).Outcome);
        Assert.Equal(TokenStatus.Active, fixture.StatusOf(other.AccessSecret));
    }

    [Fact]
    public void Within_the_leeway_a_replay_gets_tokens_and_at_its_end_it_revokes_the_family()
    {
        OAuthFixture fixture = new(WithLeeway);
        TokenPair<string> first = fixture.Issue();
        TokenPair<string> second = Refresh(fixture, first.RefreshSecret!);

        fixture.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        TokenPair<string> lost = Refresh(fixture, first.RefreshSecret!);
        TokenStatus beside = fixture.StatusOf(second.RefreshSecret);
        fixture.Clock.Advance(TimeSpan.FromTicks(1));
        OAuthOutcome late = fixture.Server.Refresh(fixture.Client, first.RefreshSecret!).Outcome;

        Assert.Equal(TokenStatus.Active, beside);
        Assert.Equal(OAuthOutcome.RefreshTokenReused, late);
        Assert.Equal(TokenStatus.Revoked, fixture.StatusOf(lost.AccessSecret));
        Assert.Equal(TokenStatus.Revoked, fixture.StatusOf(second.AccessSecret));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void No_more_access_tokens_of_a_consent_are_active_than_the_policy_says(int limit)
    {
        OAuthFixture fixture = new(OAuthFixture.Policy with { ActiveAccessTokens = limit });
        TokenPair<string> pair = fixture.Issue();
        List<string> secrets = [pair.AccessSecret];
        for (int i = 0; i < 8; i++)
        {
            pair = Refresh(fixture, pair.RefreshSecret!);
            secrets.Add(pair.AccessSecret);
        }

        Assert.Equal(secrets[^limit..], secrets.Where(secret => fixture.StatusOf(secret) == TokenStatus.Active));
    }

    [Fact]
    public void Only_the_client_a_refresh_token_was_given_to_may_use_it_and_a_strangers_try_harms_nothing()
    {
        OAuthFixture fixture = new();
        TokenPair<string> pair = fixture.Issue();
        OAuthClient stranger = new("client-2", "Stranger", OAuthFixture.Policy);

        Assert.Equal(OAuthOutcome.RefreshTokenUnknown, fixture.Server.Refresh(stranger, pair.RefreshSecret!).Outcome);
        Assert.Equal(OAuthOutcome.RefreshTokenUnknown, fixture.Server.Refresh(fixture.Client, pair.AccessSecret).Outcome);
        Assert.Equal(TokenStatus.Active, fixture.StatusOf(Refresh(fixture, pair.RefreshSecret!).AccessSecret));
    }

    [Fact]
    public void Revoking_a_refresh_token_ends_the_consent_and_revoking_an_access_token_only_itself()
    {
        OAuthFixture fixture = new();
        TokenPair<string> one = fixture.Issue();
        TokenPair<string> other = fixture.Issue();

        Assert.True(fixture.Server.Revoke(fixture.Client, one.RefreshSecret!));
        Assert.True(fixture.Server.Revoke(fixture.Client, other.AccessSecret));
        Assert.False(fixture.Server.Revoke(fixture.Client, "unheard-of"));

        Assert.Equal(TokenStatus.Revoked, fixture.StatusOf(one.AccessSecret));
        Assert.Equal(TokenStatus.Revoked, fixture.StatusOf(other.AccessSecret));
        Assert.Equal(TokenStatus.Active, fixture.StatusOf(other.RefreshSecret));
    }

    [Fact]
    public void A_policy_without_refresh_tokens_issues_none()
    {
        OAuthFixture fixture = new(OAuthFixture.Policy with { HasRefreshTokens = false, AccessLife = null });

        TokenPair<string> pair = fixture.Issue();
        fixture.Clock.Advance(TimeSpan.FromDays(3650));

        Assert.Null(pair.Refresh);
        Assert.Equal(TokenStatus.Active, fixture.StatusOf(pair.AccessSecret));
    }

    [Fact]
    public async Task In_a_storm_of_refreshes_exactly_one_wins_and_the_replays_revoke_the_family()
    {
        for (int round = 0; round < 200; round++)
        {
            OAuthFixture fixture = new();
            TokenPair<string> start = fixture.Issue();
            using Barrier barrier = new(8);

            OAuthResult<string>[] results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait(TestContext.Current.CancellationToken);
                    return fixture.Server.Refresh(fixture.Client, start.RefreshSecret!);
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            OAuthResult<string> winner = Assert.Single(results, result => result.Outcome == OAuthOutcome.Granted);
            Assert.Single(results, result => result.Outcome == OAuthOutcome.RefreshTokenReused);
            Assert.Equal(TokenStatus.Revoked, fixture.StatusOf(winner.Tokens!.AccessSecret));
            Assert.Equal(TokenStatus.Revoked, fixture.StatusOf(winner.Tokens.RefreshSecret));
        }
    }

    [Fact]
    public async Task Within_the_leeway_a_storm_gets_tokens_for_everybody()
    {
        OAuthFixture fixture = new(WithLeeway);
        TokenPair<string> start = fixture.Issue();

        OAuthResult<string>[] results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(
            () => fixture.Server.Refresh(fixture.Client, start.RefreshSecret!), TestContext.Current.CancellationToken)));

        Assert.All(results, result => Assert.Equal(TokenStatus.Active, fixture.StatusOf(result.Tokens!.AccessSecret)));
    }

    private static TokenPair<string> Refresh(OAuthFixture fixture, string secret)
    {
        OAuthResult<string> result = fixture.Server.Refresh(fixture.Client, secret);
        Assert.Equal(OAuthOutcome.Granted, result.Outcome);
        return result.Tokens!;
    }
}
