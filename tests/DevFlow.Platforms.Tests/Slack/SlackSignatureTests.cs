using System.Globalization;
using System.Text;
using DevFlow.Slack;

namespace DevFlow.Platforms.Tests.Slack;

public sealed class SlackSignatureTests
{
    private const string PublishedBody =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private static readonly byte[] Secret = "8f742231b10e8888abcd99yyyzzz85a5"u8.ToArray();

    private readonly SlackWebhooks _webhooks = new();

    [Fact]
    public void The_vector_Slack_publishes_is_verified() => Assert.True(_webhooks.Verify(
        new WebhookRequest(
            new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
            {
                ["X-Slack-Signature"] = ["v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"],
                ["X-Slack-Request-Timestamp"] = ["1531420618"],
            },
            Encoding.UTF8.GetBytes(PublishedBody),
            DateTimeOffset.FromUnixTimeSeconds(1_531_420_618)),
        Secret));

    [Theory]
    [InlineData(0, true)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    [InlineData(-100_000_000_000, false)]
    public void A_signature_counts_for_five_minutes_either_way(long seconds, bool expected)
    {
        string timestamp = Timestamp(seconds);
        Assert.Equal(expected, _webhooks.Verify(SlackDelivery.Signed("{}", Secret, timestamp), Secret));
    }

    [Fact]
    public void A_flipped_bit_anywhere_another_moment_and_another_secret_are_refused()
    {
        byte[] body = Encoding.UTF8.GetBytes(PublishedBody);
        string timestamp = Timestamp(0), signature = SlackDelivery.Sign(body, Secret, timestamp);
        for (int bit = 0; bit < body.Length * 8; bit++)
        {
            byte[] changed = [.. body];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Verify(changed, signature, timestamp));
        }

        Assert.True(Verify(body, signature, timestamp));
        Assert.False(Verify(body, signature, Timestamp(1)));
        Assert.False(_webhooks.Verify(SlackDelivery.Signed(PublishedBody, Secret, timestamp), "another"u8));
        Assert.False(_webhooks.Verify(SlackDelivery.Signed(PublishedBody, Secret, timestamp), []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v0=")]
    [InlineData("v1={0}")]
    [InlineData("{0}")]
    [InlineData("v0={0} ")]
    [InlineData("V0={0}")]
    [InlineData(null)]
    public void What_is_no_signature_is_refused(string? form)
    {
        byte[] body = "{}"u8.ToArray();
        string digits = SlackDelivery.Sign(body, Secret, Timestamp(0))[3..];
        Assert.False(Verify(body, form is null ? null : string.Format(CultureInfo.InvariantCulture, form, digits), Timestamp(0)));
        Assert.False(Verify(body, "v0=" + digits.ToUpperInvariant(), Timestamp(0)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+{0}")]
    [InlineData(" {0}")]
    [InlineData("{0}.0")]
    [InlineData("99999999999999999999")]
    public void What_is_no_moment_is_refused_even_where_it_is_signed(string? form)
    {
        byte[] body = "{}"u8.ToArray();
        string? timestamp = form is null ? null : string.Format(CultureInfo.InvariantCulture, form, Timestamp(0));
        Assert.False(Verify(body, SlackDelivery.Sign(body, Secret, timestamp ?? ""), timestamp));
    }

    private bool Verify(byte[] body, string? signature, string? timestamp) =>
        _webhooks.Verify(TestDelivery.With(body, ("X-Slack-Signature", signature), ("X-Slack-Request-Timestamp", timestamp)), Secret);

    private static string Timestamp(long fromNow) => (TestDelivery.ReceivedAt.ToUnixTimeSeconds() + fromNow).ToString(CultureInfo.InvariantCulture);
}
