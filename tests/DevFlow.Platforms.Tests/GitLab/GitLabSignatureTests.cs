using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DevFlow.GitLab;

namespace DevFlow.Platforms.Tests.GitLab;

public sealed class GitLabSignatureTests
{
    private const string Body = """{"test": 2432232314}""";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly byte[] SigningToken = Encoding.UTF8.GetBytes("whsec_" + Key);
    private static readonly byte[] SecretToken = "a secret, in clear: ü"u8.ToArray();
    private static readonly string Now = TestDelivery.ReceivedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private readonly GitLabWebhooks _webhooks = new();

    [Fact]
    public void The_vector_of_Standard_Webhooks_is_verified()
    {
        const string Published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        WebhookRequest then = new(
            new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase) { ["webhook-id"] = [Id], ["webhook-timestamp"] = ["1614265330"], ["webhook-signature"] = [Published] },
            Encoding.UTF8.GetBytes(Body),
            DateTimeOffset.FromUnixTimeSeconds(1_614_265_330));

        Assert.True(_webhooks.Verify(then, SigningToken));
        Assert.Equal(Published, Sign(timestamp: "1614265330"));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    [InlineData(-100_000_000_000, false)]
    public void A_signature_counts_for_five_minutes_either_way(long seconds, bool expected)
    {
        string timestamp = (TestDelivery.ReceivedAt.ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(expected, _webhooks.Verify(Signed(Sign(timestamp: timestamp), timestamp: timestamp), SigningToken));
    }

    [Fact]
    public void One_right_signature_among_several_is_enough()
    {
        string wrong = "v1," + Convert.ToBase64String(new byte[32]);
        Assert.True(_webhooks.Verify(Signed($"v1a,aaaa {wrong} {Sign()} v2,x"), SigningToken));
        Assert.False(_webhooks.Verify(Signed($"{wrong} v2,{Sign()[3..]}"), SigningToken));
        Assert.False(_webhooks.Verify(Signed(string.Concat(Enumerable.Repeat(wrong + " ", 1_000)) + Sign()), SigningToken));
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_refused()
    {
        byte[] body = Encoding.UTF8.GetBytes(Body);
        for (int bit = 0; bit < body.Length * 8; bit++)
        {
            byte[] changed = [.. body];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(_webhooks.Verify(Signed(Sign(), body: changed), SigningToken));
        }

        Assert.False(_webhooks.Verify(Signed(Sign(), id: Id + "x"), SigningToken));
        Assert.False(_webhooks.Verify(Signed(Sign(), timestamp: (TestDelivery.ReceivedAt.ToUnixTimeSeconds() + 1).ToString(CultureInfo.InvariantCulture)), SigningToken));
        Assert.False(_webhooks.Verify(Signed(Sign()), "whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSw"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1,")]
    [InlineData("v1,not base64!")]
    [InlineData("v1,AAAA")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void What_is_no_signature_is_refused(string signature) => Assert.False(_webhooks.Verify(Signed(signature), SigningToken));

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64")]
    [InlineData("")]
    public void A_signing_token_that_is_no_key_verifies_nothing(string secret)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        Assert.False(_webhooks.Verify(Signed(Sign()), bytes));
        Assert.False(_webhooks.Verify(TestDelivery.With(Encoding.UTF8.GetBytes(Body), ("X-Gitlab-Token", secret)), bytes));
        Assert.False(_webhooks.Verify(Signed(Sign()), Encoding.UTF8.GetBytes("whsec_" + new string('A', 4_000))));
    }

    [Fact]
    public void The_secret_token_is_compared_whole()
    {
        Assert.True(_webhooks.Verify(Tokened(Encoding.UTF8.GetString(SecretToken)), SecretToken));
        Assert.False(_webhooks.Verify(Tokened("a secret, in clear"), SecretToken));
        Assert.False(_webhooks.Verify(Tokened(Encoding.UTF8.GetString(SecretToken) + "x"), SecretToken));
        Assert.False(_webhooks.Verify(Tokened(""), SecretToken));
        Assert.False(_webhooks.Verify(Tokened(null), SecretToken));
        Assert.False(_webhooks.Verify(TestDelivery.With(ReadOnlyMemory<byte>.Empty, ("X-Gitlab-Token", "a"), ("X-Gitlab-Token", "a")), "a"u8));
    }

    [Fact]
    public void There_is_no_way_from_the_signing_token_to_the_secret_token()
    {
        string token = Encoding.UTF8.GetString(SecretToken);
        Assert.False(_webhooks.Verify(Tokened(token), SigningToken));
        Assert.False(_webhooks.Verify(Tokened("whsec_" + Key), SigningToken));
        Assert.False(_webhooks.Verify(Signed("v1,AAAA", token: token), SigningToken));
        Assert.False(_webhooks.Verify(Signed("v1,AAAA", token: token), SecretToken));

        // GitLab 19 sends id and timestamp with every delivery, and a signature only where there is a signing token.
        Assert.True(_webhooks.Verify(Signed(null, token: token), SecretToken));
    }

    private static WebhookRequest Tokened(string? token) => TestDelivery.With(Encoding.UTF8.GetBytes(Body), ("X-Gitlab-Token", token));

    private static WebhookRequest Signed(string? signature, byte[]? body = null, string id = Id, string? timestamp = null, string? token = null) => TestDelivery.With(
        body ?? Encoding.UTF8.GetBytes(Body), ("webhook-id", id), ("webhook-timestamp", timestamp ?? Now), ("webhook-signature", signature), ("X-Gitlab-Token", token));

    private static string Sign(string? timestamp = null) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Key), Encoding.UTF8.GetBytes($"{Id}.{timestamp ?? Now}.{Body}")));
}
