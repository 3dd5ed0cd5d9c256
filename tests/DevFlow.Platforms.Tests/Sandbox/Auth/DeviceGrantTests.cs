using DevFlow.Sandbox.Auth;

namespace DevFlow.Platforms.Tests.Sandbox.Auth;

public sealed class DeviceGrantTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly OAuthFixture _fixture = new();

    [Fact]
    public void A_device_gets_its_tokens_once_after_the_person_has_consented()
    {
        (DeviceGrant<string> grant, string code) = Start();
        Assert.Equal(OAuthOutcome.AuthorizationPending, Poll(code).Outcome);
        Assert.True(_fixture.Server.Devices.Answer(grant.UserCode, "ada"));
        _fixture.Clock.Advance(Interval);

        OAuthResult<string> result = Poll(code);

        Assert.Equal(OAuthOutcome.Granted, result.Outcome);
        Assert.Equal("ada", result.Tokens!.Access.Spec.Owner);
        Assert.Equal(["api"], result.Tokens.Access.Spec.Scopes);
        Assert.Equal(OAuthOutcome.DeviceCodeUnknown, Poll(code).Outcome);
    }

    [Fact]
    public void Each_early_poll_adds_five_seconds_for_good()
    {
        (_, string code) = Start();
        Poll(code);

        TimeSpan first = Poll(code).Interval;
        _fixture.Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        OAuthResult<string> second = Poll(code);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(15));
        OAuthResult<string> patient = Poll(code);

        Assert.Equal(TimeSpan.FromSeconds(10), first);
        Assert.Equal(OAuthOutcome.SlowDown, second.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(15), second.Interval);
        Assert.Equal(OAuthOutcome.AuthorizationPending, patient.Outcome);
    }

    [Fact]
    public void A_refusal_is_told()
    {
        (DeviceGrant<string> grant, string code) = Start();
        _fixture.Server.Devices.Answer(grant.UserCode, null);

        Assert.Equal(OAuthOutcome.AccessDenied, Poll(code).Outcome);
    }

    [Fact]
    public void A_code_that_nobody_answered_expires_and_consent_comes_too_late()
    {
        (DeviceGrant<string> grant, string code) = Start();
        _fixture.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.False(_fixture.Server.Devices.Answer(grant.UserCode, "ada"));
        Assert.Equal(OAuthOutcome.DeviceCodeExpired, Poll(code).Outcome);
    }

    [Fact]
    public void An_answer_is_final()
    {
        (DeviceGrant<string> grant, _) = Start();
        _fixture.Server.Devices.Answer(grant.UserCode, null);

        Assert.False(_fixture.Server.Devices.Answer(grant.UserCode, "ada"));
        Assert.Null(_fixture.Server.Devices.Find(grant.UserCode));
    }

    [Fact]
    public void A_wrong_code_and_the_code_of_another_client_are_unknown()
    {
        (_, string code) = Start();
        OAuthClient stranger = new("client-2", "Stranger", OAuthFixture.Policy);

        Assert.Equal(OAuthOutcome.DeviceCodeUnknown, Poll("device-of-nobody").Outcome);
        Assert.Equal(OAuthOutcome.DeviceCodeUnknown, _fixture.Server.PollDevice(stranger, code).Outcome);
    }

    [Fact]
    public void The_code_a_person_types_may_be_in_any_case_and_without_its_dash()
    {
        (DeviceGrant<string> grant, _) = Start();

        string typed = grant.UserCode.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

        Assert.Same(grant, _fixture.Server.Devices.Find(typed));
        Assert.Same(grant, _fixture.Server.Devices.FindOldest());
    }

    [Fact]
    public void A_client_without_the_flow_and_one_that_asks_too_much_are_refused()
    {
        OAuthClient without = _fixture.Client with { Policy = OAuthFixture.Policy with { DeviceLife = null } };
        OAuthClient narrow = _fixture.Client with { Scopes = ["read_user"] };

        Assert.Equal(OAuthOutcome.DeviceFlowDisabled, _fixture.Server.StartDevice(without, [], out _));
        Assert.Equal(OAuthOutcome.ScopeRefused, _fixture.Server.StartDevice(narrow, ["api"], out _));
    }

    [Fact]
    public void Abandoned_grants_do_not_pile_up()
    {
        (DeviceGrant<string> first, string firstCode) = Start();
        for (int i = 0; i < 10_000; i++)
        {
            Start();
        }

        Assert.Null(_fixture.Server.Devices.Find(first.UserCode));
        Assert.Equal(OAuthOutcome.DeviceCodeUnknown, Poll(firstCode).Outcome);
    }

    [Fact]
    public async Task Of_many_polls_at_once_one_gets_the_tokens()
    {
        (DeviceGrant<string> grant, string code) = Start();
        _fixture.Server.Devices.Answer(grant.UserCode, "ada");

        OAuthResult<string>[] results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(
            () => Poll(code), TestContext.Current.CancellationToken)));

        Assert.Single(results, result => result.Outcome == OAuthOutcome.Granted);
    }

    [Theory]
    [MemberData(nameof(RefreshPropertyTests.Seeds), MemberType = typeof(RefreshPropertyTests))]
    public void Whatever_the_rhythm_a_poll_is_refused_exactly_when_it_comes_before_the_interval(int seed)
    {
        Random random = new(seed);
        OAuthFixture fixture = new(OAuthFixture.Policy with { DeviceLife = TimeSpan.FromHours(1) });
        fixture.Server.StartDevice(fixture.Client, [], out (DeviceGrant<string> Grant, string DeviceCode) started);
        TimeSpan interval = Interval;
        TimeSpan waited = TimeSpan.MaxValue;
        for (int i = 0; i < 40; i++)
        {
            OAuthResult<string> result = fixture.Server.PollDevice(fixture.Client, started.DeviceCode);

            bool isEarly = waited < interval;
            interval += isEarly ? TimeSpan.FromSeconds(5) : TimeSpan.Zero;
            Assert.Equal(isEarly ? OAuthOutcome.SlowDown : OAuthOutcome.AuthorizationPending, result.Outcome);
            Assert.Equal(interval, result.Interval);
            waited = TimeSpan.FromMilliseconds(random.Next(0, 2 * (int)interval.TotalMilliseconds));
            fixture.Clock.Advance(waited);
            if (fixture.Clock.GetUtcNow() >= started.Grant.ExpiresAt)
            {
                break;
            }
        }
    }

    private (DeviceGrant<string> Grant, string DeviceCode) Start()
    {
        Assert.Equal(OAuthOutcome.Granted, _fixture.Server.StartDevice(_fixture.Client, ["api"], out (DeviceGrant<string>, string) started));
        return started;
    }

    private OAuthResult<string> Poll(string code) => _fixture.Server.PollDevice(_fixture.Client, code);
}
