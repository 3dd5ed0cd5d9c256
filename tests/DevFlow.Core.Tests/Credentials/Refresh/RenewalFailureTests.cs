using DevFlow.Core.Credentials;
using DevFlow.Core.Tests.Http;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>What goes wrong in an exchange, and what is left afterwards.</summary>
public sealed class RenewalFailureTests
{
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_refusal_deletes_nothing_and_is_told_from_then_on_without_a_request()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => Answer.Status(400)).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromHours(2));
        SecretKeeper keeper = fixture.OpenKeeper();

        await Assert.ThrowsAsync<DevFlowException>(() => RefreshFixture.GetAsync(keeper));
        DevFlowException again = await Assert.ThrowsAsync<DevFlowException>(() => RefreshFixture.GetAsync(keeper));

        Assert.Equal(ErrorReason.AuthenticationFailed, again.Reason);
        Assert.Equal(CredentialState.NeedsReauthentication, fixture.Stored.State);
        Assert.Equal(("access-1", "refresh-1"), fixture.Reveal());
        Assert.Single(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_refusal_before_the_end_leaves_the_access_token_in_use()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => Answer.Status(400)).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromMinutes(58));

        Assert.Equal("access-1", await RefreshFixture.GetAsync(fixture.OpenKeeper()));
        Assert.Contains(fixture.Log.Lines, static line => line.Contains("not renewed", StringComparison.Ordinal));
        Assert.Equal(CredentialState.NeedsReauthentication, fixture.Stored.State);
    }

    [Fact]
    public async Task A_failure_before_the_end_is_tried_again_half_a_minute_later()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static number => number == 1 ? Answer.Status(429) : RefreshFixture.Next("access-2", "refresh-2")).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromMinutes(56));
        SecretKeeper keeper = fixture.OpenKeeper();

        Assert.Equal("access-1", await RefreshFixture.GetAsync(keeper));
        Assert.Equal("access-1", await RefreshFixture.GetAsync(keeper));
        Assert.Single(fixture.Server.Requests);
        Assert.Null(fixture.Stored.RefreshStartedAt);
        fixture.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("access-2", await RefreshFixture.GetAsync(keeper));
    }

    [Fact]
    public async Task A_request_that_cannot_be_made_leaves_no_mark()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => Answer.Reset).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromHours(2));
        SecretKeeper keeper = fixture.OpenKeeper(server: new Uri("http://plain.example.com/"));

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => RefreshFixture.GetAsync(keeper));

        Assert.Equal(ErrorReason.InsecureAddress, error.Reason);
        Assert.Null(fixture.Stored.RefreshStartedAt);
        Assert.Equal(("access-1", "refresh-1"), fixture.Reveal());
    }

    [Fact]
    public void Room_that_cannot_be_given_back_stops_nothing()
    {
        string folder = Directory.CreateTempSubdirectory("devflow-room-").FullName;
        SpaceReservation room = SpaceReservation.Take(folder);
        Directory.Delete(folder, recursive: true);

        room.Dispose();

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_request_that_never_left_leaves_no_mark()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => Answer.Reset).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromHours(2));
        using Unconnected transport = new();
        SecretKeeper keeper = fixture.OpenKeeper(transport: transport);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => RefreshFixture.GetAsync(keeper));

        Assert.Equal(ErrorReason.Unreachable, error.Reason);
        Assert.Null(fixture.Stored.RefreshStartedAt);
        Assert.Equal(CredentialState.Expired, (fixture.Stored with { CanRefresh = false }).At(fixture.Time.GetUtcNow()).State);
        Assert.Equal(("access-1", "refresh-1"), fixture.Reveal());
    }

    [Fact]
    public async Task An_answer_that_was_lost_leaves_its_mark_and_the_next_use_finds_out()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static number => number == 1 ? Answer.Reset : RefreshFixture.Next("access-2", "refresh-2")).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromHours(2));

        await Assert.ThrowsAsync<DevFlowException>(() => RefreshFixture.GetAsync(fixture.OpenKeeper()));
        Assert.Equal(CredentialState.RefreshInFlight, fixture.Stored.At(fixture.Time.GetUtcNow()).State);
        Assert.Single(fixture.Server.Requests);

        Assert.Equal("access-2", await RefreshFixture.GetAsync(fixture.OpenKeeper()));
        Assert.Equal(["refresh-1", "refresh-1"], fixture.Exchanged);
        Assert.Null(fixture.Stored.RefreshStartedAt);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_asked_for_again_at_once_where_the_platform_forgives_it()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static number => number == 1 ? Answer.Reset : RefreshFixture.Next("access-2", "refresh-2"), Leeway).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal("access-2", await RefreshFixture.GetAsync(fixture.OpenKeeper()));
        Assert.Equal(2, fixture.Server.Requests.Count);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(20, 0)]
    public async Task A_mark_left_behind_is_repeated_within_the_leeway_and_else_the_access_token_is_used_up_first(int minutes, int requests)
    {
        await using RefreshFixture fixture = new(static _ => RefreshFixture.Next("access-2", "refresh-2"), Leeway);
        DateTimeOffset now = fixture.Time.GetUtcNow();
        await fixture.SaveAsync(change: draft => draft with { RefreshAt = now, RefreshStartedAt = now });
        fixture.Time.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(requests == 1 ? "access-2" : "access-1", await RefreshFixture.GetAsync(fixture.OpenKeeper()));
        Assert.Equal(requests, fixture.Server.Requests.Count);
        Assert.Equal(requests == 0, fixture.Log.Lines.Any(static line => line.Contains("whether the platform carried it out is not known", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_refusal_after_an_interrupted_renewal_says_that_one_was_interrupted()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => Answer.Status(400)).SaveAsync(change: static draft => draft with { RefreshStartedAt = draft.RefreshAt });
        fixture.Time.Advance(TimeSpan.FromHours(2));

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => RefreshFixture.GetAsync(fixture.OpenKeeper()));

        Assert.Contains("ended before its answer was stored", error.Message, StringComparison.Ordinal);
        Assert.Equal(("access-1", "refresh-1"), fixture.Reveal());
    }

    [Fact]
    public async Task A_server_that_stays_silent_is_given_up_after_half_a_minute_and_may_have_exchanged()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => Answer.Silence).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromHours(2));
        Task<string> waiting = RefreshFixture.GetAsync(fixture.OpenKeeper());
        await fixture.Server.AnsweredAsync();

        fixture.Time.ExpireLongWaits();

        Assert.Equal(ErrorReason.Unreachable, (await Assert.ThrowsAsync<DevFlowException>(() => waiting)).Reason);
        Assert.NotNull(fixture.Stored.RefreshStartedAt);
    }

    [Fact]
    public async Task Who_cancels_leaves_at_once_and_the_exchange_ends_and_is_stored()
    {
        using SemaphoreSlim answer = new(0);
        await using RefreshFixture fixture = await new RefreshFixture(_ =>
        {
            answer.Wait(TimeSpan.FromSeconds(30));
            return RefreshFixture.Next("access-2", "refresh-2");
        }).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromHours(2));
        SecretKeeper keeper = fixture.OpenKeeper();
        using CancellationTokenSource cancel = new();
        Task<CurrentSecret> waiting = keeper.GetAsync(RefreshFixture.Name, cancel.Token).AsTask();
        while (fixture.Server.Requests.IsEmpty)
        {
            await Task.Yield();
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        answer.Release();
        await keeper.DrainAsync();

        Assert.Equal(("access-2", "refresh-2"), fixture.Reveal());
        Assert.Single(fixture.Server.Requests);
    }

    [Fact]
    public async Task A_folder_that_takes_nothing_is_found_before_the_request()
    {
        await using RefreshFixture fixture = await new RefreshFixture(static _ => RefreshFixture.Next("access-2", "refresh-2")).SaveAsync();
        fixture.Time.Advance(TimeSpan.FromHours(2));
        SecretKeeper keeper = fixture.OpenKeeper();
        string folder = Path.Combine(fixture.Folder, "credentials", "c");
        string aside = folder + "-aside";

        // The rights of a folder do not stop a test that runs as root; that files cannot be made in it does.
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => fixture.Store.WithLockAsync(
            RefreshFixture.Name,
            (locked, _) =>
            {
                Directory.Move(folder, aside);
                try
                {
                    locked.Reserve().Dispose();
                    return Task.FromResult(true);
                }
                finally
                {
                    Directory.Move(aside, folder);
                }
            },
            TestContext.Current.CancellationToken));

        Assert.Equal(ErrorReason.HomeUnusable, error.Reason);
        Assert.Contains("not asked for", error.Message, StringComparison.Ordinal);
        Assert.Equal("access-2", await RefreshFixture.GetAsync(keeper));
    }

    private sealed class Unconnected : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");
    }
}
