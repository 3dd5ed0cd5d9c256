namespace DevFlow.Core.Tests.Http;

public sealed class LimitedCallTests
{
    // The clock of the chain's fixture.
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_exhausted_bucket_is_refused_without_a_request()
    {
        await using ScriptedServer server = new((_, _) => Answer.Ok("{}", Limit(0, Now.AddMinutes(10))));
        using ChainFixture chain = new(server.Uri);
        (await chain.SendAsync(server.Uri)).Dispose();

        DevFlowException error = await chain.FailAsync(server.Uri);

        Assert.Equal(ErrorReason.RateLimited, error.Reason);
        AssertSoonAfter(Now.AddMinutes(10), error.RetryAt);
        Assert.Contains("main", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        chain.Time.Advance(error.RetryAt!.Value - Now);
        (await chain.SendAsync(server.Uri)).Dispose();
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task A_wrong_clock_moves_neither_a_window_nor_a_refusal(int serverAhead)
    {
        DateTimeOffset serverNow = Now.AddSeconds(serverAhead);
        string date = $"Date: {serverNow:R}";
        await using ScriptedServer server = new((_, _) => Answer.Status(429, "", date, Limit(0, serverNow.AddMinutes(5))));
        using ChainFixture chain = new(server.Uri);

        await chain.FailAsync(server.Uri);

        RateLimit limit = Assert.Single(chain.Limits.List());
        AssertSoonAfter(Now.AddMinutes(5), limit.ResetsAt);
        AssertSoonAfter(Now.AddMinutes(5), limit.BlockedUntil);
    }

    [Fact]
    public async Task A_date_rounded_to_seconds_is_no_wrong_clock()
    {
        await using ScriptedServer server = new((_, _) => Answer.Ok("{}", $"Date: {Now.AddSeconds(-1):R}", Limit(5, Now.AddMinutes(5))));
        using ChainFixture chain = new(server.Uri);

        (await chain.SendAsync(server.Uri)).Dispose();

        AssertSoonAfter(Now.AddMinutes(5), Assert.Single(chain.Limits.List()).ResetsAt);
    }

    [Theory]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    public async Task A_date_that_no_clock_shows_is_not_reckoned_with(string date)
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(429, "", "Retry-After: 90", "Date: " + date, Limit(0, Now.AddMinutes(5))));
        using ChainFixture chain = new(server.Uri);

        await chain.FailAsync(server.Uri);

        AssertSoonAfter(Now.AddMinutes(5), Assert.Single(chain.Limits.List()).ResetsAt);
    }

    [Fact]
    public async Task A_refusal_with_a_delay_blocks_for_that_long()
    {
        await using ScriptedServer server = new((_, _) => Answer.Status(429, "", "Retry-After: 90"));
        using ChainFixture chain = new(server.Uri);

        DevFlowException refused = await chain.FailAsync(server.Uri);
        DevFlowException heldBack = await chain.FailAsync(server.Uri);

        Assert.Equal((429, "core", "limit", Now.AddSeconds(90)), (refused.StatusCode, refused.Bucket, refused.LimitReason, refused.RetryAt));
        Assert.Equal((null, "core", "refused", Now.AddSeconds(90)), (heldBack.StatusCode, heldBack.Bucket, heldBack.LimitReason, heldBack.RetryAt));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_of_another_origin_does_not_speak_about_the_connections_limits()
    {
        await using ScriptedServer stranger = new((_, _) => Answer.Status(429, "", "Retry-After: 90", Limit(0, Now.AddMinutes(5))));
        await using ScriptedServer own = new((_, _) => Answer.Redirect(stranger.Uri));
        using ChainFixture chain = new(own.Uri);

        (await chain.SendAsync(own.Uri)).Dispose();

        Assert.Empty(chain.Limits.List());
    }

    // Date has whole seconds, and until answers have told how fast a clock runs up to two seconds are waited for it: never before the
    // moment, and little after it.
    private static void AssertSoonAfter(DateTimeOffset moment, DateTimeOffset? actual) =>
        Assert.InRange(Assert.NotNull(actual), moment, moment.AddSeconds(3));

    private static string Limit(int remaining, DateTimeOffset reset) => $"X-Limit: core 5000 {remaining} {reset.ToUnixTimeSeconds()}";
}
