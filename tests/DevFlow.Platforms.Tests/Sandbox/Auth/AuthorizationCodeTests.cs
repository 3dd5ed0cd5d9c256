using DevFlow.Sandbox.Auth;

namespace DevFlow.Platforms.Tests.Sandbox.Auth;

public sealed class AuthorizationCodeTests
{
    private readonly OAuthFixture _fixture = new();

    [Fact]
    public void The_example_of_RFC_7636_proves_itself() => Assert.True(Pkce.Proves(
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", Pkce.S256, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));

    [Fact]
    public void A_code_gives_tokens_to_who_knows_the_verifier()
    {
        OAuthResult<string> result = Redeem(_fixture.Authorize());

        Assert.Equal(OAuthOutcome.Granted, result.Outcome);
        Assert.Equal("ada", result.Tokens!.Access.Spec.Owner);
        Assert.Equal(_fixture.Client.Id, result.Tokens.Access.Spec.ClientId);
    }

    [Fact]
    public void A_second_redemption_is_refused_and_ends_the_tokens_of_the_first()
    {
        string code = _fixture.Authorize();
        OAuthResult<string> first = Redeem(code);

        Assert.Equal(OAuthOutcome.CodeReused, Redeem(code).Outcome);
        Assert.Equal(TokenStatus.Revoked, _fixture.StatusOf(first.Tokens!.AccessSecret));
        Assert.Equal(TokenStatus.Revoked, _fixture.StatusOf(first.Tokens.RefreshSecret));
    }

    [Fact]
    public async Task Of_many_redemptions_at_once_one_is_granted_and_nothing_of_it_survives()
    {
        string code = _fixture.Authorize();

        OAuthResult<string>[] results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(
            () => Redeem(code), TestContext.Current.CancellationToken)));

        OAuthResult<string> winner = Assert.Single(results, result => result.Outcome == OAuthOutcome.Granted);
        Assert.Equal(TokenStatus.Revoked, _fixture.StatusOf(winner.Tokens!.AccessSecret));
    }

    [Fact]
    public void A_code_expires()
    {
        string code = _fixture.Authorize();
        _fixture.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(OAuthOutcome.CodeUnknown, Redeem(code).Outcome);
    }

    [Fact]
    public void A_wrong_try_leaves_the_code_good()
    {
        string code = _fixture.Authorize();

        Assert.Equal(OAuthOutcome.VerifierWrong, Redeem(code, verifier: new string('w', 43)).Outcome);
        Assert.Equal(OAuthOutcome.VerifierWrong, Redeem(code, verifier: null).Outcome);
        Assert.Equal(OAuthOutcome.RedirectMismatch, Redeem(code, redirectUri: "http://127.0.0.1:7778/callback").Outcome);
        Assert.Equal(OAuthOutcome.RedirectMismatch, Redeem(code, redirectUri: null).Outcome);
        Assert.Equal(OAuthOutcome.CodeUnknown, _fixture.Server.Redeem(new("client-2", "", OAuthFixture.Policy), code, OAuthFixture.Callback, null).Outcome);
        Assert.Equal(OAuthOutcome.Granted, Redeem(code).Outcome);
    }

    [Fact]
    public void Where_the_platform_allows_it_the_redirect_uri_need_not_be_repeated()
    {
        OAuthFixture fixture = new(OAuthFixture.Policy with { IsRedirectOptional = true });

        Assert.Equal(
            OAuthOutcome.Granted, fixture.Server.Redeem(fixture.Client, fixture.Authorize(), null, OAuthFixture.Verifier).Outcome);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(OAuthFixture.Callback)]
    public void A_request_without_a_redirect_uri_means_the_first_registered_one(string? repeated) =>
        Assert.Equal(OAuthOutcome.Granted, Redeem(_fixture.Authorize(redirectUri: null), redirectUri: repeated).Outcome);

    [Theory]
    [InlineData("http://127.0.0.1:7777/callback", true)]
    [InlineData("http://127.0.0.1:50123/callback", true)]
    [InlineData("http://127.0.0.1:7777/callback/", false)]
    [InlineData("http://127.0.0.1:7777/callback?x=1", false)]
    [InlineData("http://me@127.0.0.1:7777/callback", false)]
    [InlineData("http://127.0.0.1.evil.example/callback", false)]
    [InlineData("https://127.0.0.1:7777/callback", false)]
    [InlineData("callback", false)]
    [InlineData("http://127.0.0.1:5000/callback\r\nX: 1", false)]
    [InlineData(" http://127.0.0.1:5000/callback", false)]
    public void Codes_go_to_registered_addresses_only_and_to_any_port_of_a_loopback_one(string redirectUri, bool isAllowed) =>
        Assert.Equal(isAllowed ? OAuthOutcome.Granted : OAuthOutcome.RedirectRefused, Ask(Pkce.Hash(OAuthFixture.Verifier), Pkce.S256, redirectUri));

    [Fact]
    public void Plain_is_refused_unless_the_platform_allows_it()
    {
        OAuthFixture lenient = new(OAuthFixture.Policy with { AllowsPlainChallenge = true });
        string code = lenient.Authorize(OAuthFixture.Verifier, Pkce.Plain);

        Assert.Equal(OAuthOutcome.ChallengeRefused, Ask(OAuthFixture.Verifier, Pkce.Plain));
        Assert.Equal(OAuthOutcome.ChallengeRefused, Ask(OAuthFixture.Verifier, null));
        Assert.Equal(
            OAuthOutcome.Granted, lenient.Server.Redeem(lenient.Client, code, OAuthFixture.Callback, OAuthFixture.Verifier).Outcome);
    }

    [Fact]
    public void A_public_client_needs_a_challenge_and_one_with_a_secret_does_not()
    {
        OAuthClient confidential = _fixture.Client with { Secret = "gloas-x" };

        Assert.Equal(OAuthOutcome.ChallengeMissing, Ask(null, null));
        Assert.Equal(
            OAuthOutcome.Granted, _fixture.Server.Authorize(confidential, "ada", new([], OAuthFixture.Callback, null, null), out string code));
        Assert.Equal(
            OAuthOutcome.VerifierWrong,
            _fixture.Server.Redeem(confidential, code, OAuthFixture.Callback, OAuthFixture.Verifier).Outcome);
        Assert.Equal(OAuthOutcome.Granted, _fixture.Server.Redeem(confidential, code, OAuthFixture.Callback, null).Outcome);
    }

    [Theory]
    [InlineData("short", Pkce.S256)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", Pkce.S256)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "s256")]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "S512")]
    public void A_malformed_challenge_or_an_unknown_method_is_refused(string challenge, string method) =>
        Assert.Equal(OAuthOutcome.ChallengeRefused, Ask(challenge, method));

    [Theory]
    [MemberData(nameof(RefreshPropertyTests.Seeds), MemberType = typeof(RefreshPropertyTests))]
    public void Only_the_very_verifier_proves_a_challenge(int seed)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
        Random random = new(seed);
        char[] verifier = random.GetItems<char>(Alphabet, random.Next(43, 129));
        string challenge = Pkce.Hash(new string(verifier));
        bool proves = Pkce.Proves(challenge, Pkce.S256, new string(verifier));
        int index = random.Next(verifier.Length);
        verifier[index] = Alphabet[(Alphabet.IndexOf(verifier[index]) + random.Next(1, Alphabet.Length)) % Alphabet.Length];

        Assert.True(proves);
        Assert.False(Pkce.Proves(challenge, Pkce.S256, new string(verifier)));
    }

    private OAuthResult<string> Redeem(string code, string? redirectUri = OAuthFixture.Callback, string? verifier = "v") =>
        _fixture.Server.Redeem(_fixture.Client, code, redirectUri, verifier == "v" ? OAuthFixture.Verifier : verifier);

    private OAuthOutcome Ask(string? challenge, string? method, string? redirectUri = OAuthFixture.Callback) =>
        _fixture.Server.Authorize(_fixture.Client, "ada", new([], redirectUri, challenge, method), out _);
}
