using DevFlow.Core.Credentials;
using DevFlow.Core.Tests.Http;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>When a secret is renewed, and when it is not.</summary>
public sealed class SecretKeeperTests
{
    [Fact]
    public async Task A_secret_that_is_not_due_is_used_as_it_is_and_read_once()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => Answer.Reset).SaveAsync();
        SecretKeeper keeper = fixture.OpenKeeper();

        Assert.Equal("access-1", await RefreshFixture.GetAsync(keeper));
        CurrentSecret held = keeper.Peek(RefreshFixture.Name)!;
        Assert.Same(held, await keeper.GetAsync(RefreshFixture.Name, TestContext.Current.CancellationToken));
        Assert.Empty(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_due_secret_is_renewed_before_it_ends_and_stored_before_it_is_used()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => RefreshFixture.Next("access-2", "refresh-2")).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromMinutes(56));

        Assert.Equal("access-2", await RefreshFixture.GetAsync(fixture.OpenKeeper()));
        Assert.Equal(["refresh-1"], fixture.Exchanged);
        Assert.Equal(("access-2", "refresh-2"), fixture.Reveal());
        Assert.Equal(fixture.Time.GetUtcNow().AddHours(1), fixture.Stored.ExpiresAt);
        Assert.Equal(fixture.Time.GetUtcNow().AddMinutes(55), fixture.Stored.RefreshAt);
        Assert.Null(fixture.Stored.RefreshStartedAt);
    }

    [Theory]
    [InlineData(60, 55)]
    [InlineData(10, 9)]
    [InlineData(60 * 8, (60 * 8) - 5)]
    public void The_lead_is_five_minutes_or_a_tenth_of_the_life(int life, int expected)
    {
        DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(now.AddMinutes(expected), RefreshSchedule.RefreshAt(now, now.AddMinutes(life)));
    }

    [Fact]
    public async Task Many_at_once_cause_one_exchange()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static number => RefreshFixture.Next($"access-{number + 1}", $"refresh-{number + 1}")).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromHours(2));
        SecretKeeper keeper = fixture.OpenKeeper();

        string[] secrets = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => RefreshFixture.GetAsync(keeper))));

        Assert.Equal(["access-2"], secrets.Distinct(StringComparer.Ordinal));
        Assert.Single(fixture.Server.Requests);
    }

    [Fact]
    public async Task What_another_process_has_renewed_is_adopted_without_a_request()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static number => RefreshFixture.Next($"access-{number + 1}", $"refresh-{number + 1}")).SaveAsync();
        SecretKeeper first = fixture.OpenKeeper();
        SecretKeeper second = fixture.OpenKeeper();
        await RefreshFixture.GetAsync(first);
        await RefreshFixture.GetAsync(second);
        fixture.Time.Advance(TimeSpan.FromMinutes(58));

        Assert.Equal("access-2", await RefreshFixture.GetAsync(first));
        Assert.Equal("access-2", await RefreshFixture.GetAsync(second));
        Assert.Single(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_refused_secret_is_exchanged_once_and_one_that_another_process_replaced_not_at_all()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static number => RefreshFixture.Next($"access-{number + 1}", $"refresh-{number + 1}")).SaveAsync();
        SecretKeeper first = fixture.OpenKeeper();
        SecretKeeper second = fixture.OpenKeeper();
        CurrentSecret refusedByFirst = await first.GetAsync(RefreshFixture.Name, TestContext.Current.CancellationToken);
        CurrentSecret refusedBySecond = await second.GetAsync(RefreshFixture.Name, TestContext.Current.CancellationToken);

        CurrentSecret next = await first.GetNextAsync(RefreshFixture.Name, refusedByFirst, TestContext.Current.CancellationToken);
        CurrentSecret adopted = await second.GetNextAsync(RefreshFixture.Name, refusedBySecond, TestContext.Current.CancellationToken);

        Assert.True(next.IsSame(adopted));
        Assert.False(next.IsSame(refusedByFirst));
        Assert.Single(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_refusal_never_rotates_a_token()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => RefreshFixture.Next("access-2", "")).SaveAsync(CredentialKind.Token);
        SecretKeeper keeper = fixture.OpenKeeper();
        CurrentSecret refused = await keeper.GetAsync(RefreshFixture.Name, TestContext.Current.CancellationToken);

        Assert.True(refused.IsSame(await keeper.GetNextAsync(RefreshFixture.Name, refused, TestContext.Current.CancellationToken)));
        Assert.Empty(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_token_is_rotated_where_that_is_asked_for_and_the_new_one_stored()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => RefreshFixture.Next("access-2", "")).SaveAsync(CredentialKind.Token);
        SecretKeeper keeper = fixture.OpenKeeper();

        Credential rotated = await keeper.RenewAsync(RefreshFixture.Name, RefreshAction.Rotate, expiresAt: null, TestContext.Current.CancellationToken);

        Assert.Equal(["access-1"], fixture.Exchanged);
        Assert.Equal("access-2", fixture.Reveal().Secret);
        Assert.Equal(3, rotated.Version);
        Assert.Equal("access-2", await RefreshFixture.GetAsync(keeper));
    }

    [Fact]
    public async Task A_minted_token_is_made_once_and_never_stored()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static number => RefreshFixture.Next($"minted-{number}", "")).SaveAsync(CredentialKind.AppKey, static draft => draft with { ExpiresAt = null, RefreshAt = null });
        SecretKeeper keeper = fixture.OpenKeeper();

        string[] minted = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => RefreshFixture.GetAsync(keeper))));
        Assert.Equal(["minted-1"], minted.Distinct(StringComparer.Ordinal));
        fixture.Time.Advance(TimeSpan.FromMinutes(56));
        Assert.Equal("minted-2", await RefreshFixture.GetAsync(keeper));

        Assert.Equal("access-1", fixture.Reveal().Secret);
        Assert.Equal(1, fixture.Stored.Version);
    }

    [Fact]
    public async Task What_cannot_be_renewed_by_an_API_says_so()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => Answer.Reset).SaveAsync(CredentialKind.Basic);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() =>
            fixture.OpenKeeper().RenewAsync(RefreshFixture.Name, RefreshAction.Refresh, expiresAt: null, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains(RefreshFixture.Name, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.RecommendedAction);
    }

    [Fact]
    public async Task The_secrets_of_an_exchange_are_redacted()
    {
        DevFlow.Core.Logging.Redactor redactor = new();
        await using RefreshFixture fixture = await new RefreshFixture(static _ => RefreshFixture.Next("access-2", "refresh-2")).SaveAsync();
        SecretKeeper keeper = fixture.OpenKeeper(redactor);
        await RefreshFixture.GetAsync(keeper);
        fixture.Time.Advance(TimeSpan.FromMinutes(58));
        await RefreshFixture.GetAsync(keeper);

        Assert.DoesNotContain("access-1", redactor.Redact("sent access-1 just now"), StringComparison.Ordinal);
        Assert.DoesNotContain("access-2", redactor.Redact("sent access-2 just now"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_was_stored_anew_is_redacted_until_its_successor_is_replaced_too()
    {
        DevFlow.Core.Logging.Redactor redactor = new();
        await using RefreshFixture fixture = await new RefreshFixture(static _ => Answer.Reset).SaveAsync(CredentialKind.Token);
        SecretKeeper keeper = fixture.OpenKeeper(redactor);
        foreach (string secret in (string[])["secret-number-1", "secret-number-2", "secret-number-3"])
        {
            await fixture.Store.SaveAsync(fixture.Stored, TestStore.Bytes(secret), AuditNote.None, TestContext.Current.CancellationToken);
            keeper.Forget(RefreshFixture.Name);
            Assert.Null(keeper.Peek(RefreshFixture.Name));
            Assert.Equal(secret, await RefreshFixture.GetAsync(keeper));
        }

        Assert.Equal("secret-number-1 *** ***", redactor.Redact("secret-number-1 secret-number-2 secret-number-3"));
    }
}
