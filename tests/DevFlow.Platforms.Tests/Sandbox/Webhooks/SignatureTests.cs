using System.Text;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Platforms.Tests.Sandbox.Webhooks;

/// <summary>The vectors the vendors publish.</summary>
public sealed class SignatureTests
{
    [Theory]
    [InlineData("Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("Hello World!", "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9")]
    public void The_hub_signature_of_GitHub_and_Jira(string body, string expected) =>
        Assert.Equal(expected, Signatures.HubSha256("It's a Secret to Everybody"u8, Encoding.UTF8.GetBytes(body)));

    // RFC 2202, test case 2.
    [Fact]
    public void The_old_hub_signature() =>
        Assert.Equal("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", Signatures.HubSha1("Jefe"u8, "what do ya want for nothing?"u8));

    [Fact]
    public void The_standard_webhooks_signature() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            Signatures.Standard(
                Signatures.ReadStandardSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                DateTimeOffset.FromUnixTimeSeconds(1614265330),
                """{"test": 2432232314}"""u8));

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_?")]
    public void A_standard_webhooks_secret_of_another_form_is_refused(string secret) =>
        Assert.Throws<FormatException>(() => Signatures.ReadStandardSecret(secret));

    [Fact]
    public void The_signature_of_Slack() =>
        Assert.Equal(
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            Signatures.SlackV0(
                "8f742231b10e8888abcd99yyyzzz85a5"u8,
                DateTimeOffset.FromUnixTimeSeconds(1531420618),
                "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"u8));
}
