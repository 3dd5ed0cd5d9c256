using DevFlow.Sandbox.Auth;

namespace DevFlow.Platforms.Tests.Sandbox.Auth;

public sealed class OAuthClientTests
{
    private readonly OAuthFixture _fixture = new();

    public OAuthClientTests() => _fixture.Server.Register(new("app", "App", OAuthFixture.Policy) { Secret = "gloas-right" });

    [Theory]
    [InlineData("app", "gloas-right", true, nameof(OAuthOutcome.Granted))]
    [InlineData("app", "gloas-wrong", true, nameof(OAuthOutcome.ClientSecretWrong))]
    [InlineData("app", null, true, nameof(OAuthOutcome.ClientSecretWrong))]
    [InlineData("app", null, false, nameof(OAuthOutcome.Granted))]
    [InlineData("app", "gloas-wrong", false, nameof(OAuthOutcome.ClientSecretWrong))]
    [InlineData("client-1", null, true, nameof(OAuthOutcome.Granted))]
    [InlineData("client-1", "anything", true, nameof(OAuthOutcome.ClientSecretWrong))]
    [InlineData("nobody", null, false, nameof(OAuthOutcome.ClientUnknown))]
    [InlineData(null, null, false, nameof(OAuthOutcome.ClientUnknown))]
    public void A_client_is_who_its_secret_says(string? id, string? secret, bool needsSecret, string expected)
    {
        OAuthOutcome outcome = _fixture.Server.CheckClient(id, secret, needsSecret, out OAuthClient? client);

        Assert.Equal(expected, outcome.ToString());
        Assert.Equal(outcome == OAuthOutcome.Granted ? id : null, client?.Id);
    }
}
