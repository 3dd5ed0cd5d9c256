using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Jira;

namespace DevFlow.Platforms.Tests.Jira;

public sealed class JiraSignatureTests
{
    private static readonly byte[] Secret = "It's a Secret to Everybody"u8.ToArray();
    private static readonly string Now = TestDelivery.ReceivedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private readonly JiraWebhooks _webhooks = new();

    [Fact]
    public void The_vector_Atlassian_publishes_is_verified() =>
        Assert.True(_webhooks.Verify(
            TestDelivery.With("Hello World!"u8.ToArray(), ("X-Hub-Signature", "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9")), Secret));

    [Fact]
    public void A_flipped_bit_anywhere_and_another_secret_are_refused()
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"timestamp":{{Now}},"a":1}""");
        string signature = Sign(body);
        Assert.True(_webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature", signature)), Secret));
        for (int bit = 0; bit < body.Length * 8; bit++)
        {
            byte[] changed = [.. body];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(_webhooks.Verify(TestDelivery.With(changed, ("X-Hub-Signature", signature)), Secret));
        }

        Assert.False(_webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature", signature)), "another"u8));
        Assert.False(_webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature", signature)), []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=a4771c39fbe90f317c7824e83ddef3caae9cb3d9")]
    [InlineData("sha512=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9")]
    [InlineData("a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9")]
    [InlineData("sha256=A4771C39FBE90F317C7824E83DDEF3CAAE9CB3D976C214ACE1F2937E133263C9")]
    [InlineData("sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9 ")]
    [InlineData("SHA256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9")]
    public void What_is_no_signature_of_the_one_method_is_refused(string signature) =>
        Assert.False(_webhooks.Verify(TestDelivery.With("Hello World!"u8.ToArray(), ("X-Hub-Signature", signature)), Secret));

    [Theory]
    [InlineData(0, true)]
    [InlineData(-86_400, true)]
    [InlineData(86_400, true)]
    [InlineData(-86_401, false)]
    [InlineData(86_401, false)]
    public void A_body_that_says_it_is_older_than_a_day_is_refused(long seconds, bool expected)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"issue":{"timestamp":1},"timestamp":{{TestDelivery.ReceivedAt.AddSeconds(seconds).ToUnixTimeMilliseconds()}}}""");
        Assert.Equal(expected, _webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature", Sign(body))), Secret));
    }

    [Theory]
    [InlineData("/webhooks/jira", "POST&/webhooks/jira&")]
    [InlineData("/", "POST&/&")]
    [InlineData("/a/b/?", "POST&/a/b&")]
    [InlineData("/path/to/service?zee_last=param&repeated=parameter%201&first=param&repeated=parameter+2", "POST&/path/to/service&first=param&repeated=parameter%201,parameter%202&zee_last=param")]
    [InlineData("/a?jwt=ABC.DEF.GHI&b=%2a~!(c)&empty=&bare&ü=%C3%BC", "POST&/a&%C3%BC=%C3%BC&b=%2A~%21%28c%29&bare=&empty=")]
    [InlineData("/a&b?c=d", "POST&/a%26b&c=d")]
    public void The_canonical_request_is_as_Connect_says(string target, string canonical)
    {
        Assert.Equal(canonical, QueryStringHash.Canonical("POST", target));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))), QueryStringHash.Of("POST", target));
    }

    [Fact]
    public void A_token_of_Connect_counts_for_the_request_it_was_made_for_and_no_other()
    {
        string token = Token($$"""{"iss":"jira:1","iat":{{Seconds(-10)}},"exp":{{Seconds(170)}},"qsh":"{{QueryStringHash.Of("POST", "/webhooks/jira?user_id=1")}}"}""");

        Assert.True(Verify("JWT " + token, "/webhooks/jira?user_id=1"));
        Assert.True(Verify("jwt " + token, "/webhooks/jira?user_id=1&jwt=x"));
        Assert.False(Verify("JWT " + token, "/webhooks/jira?user_id=2"));
        Assert.False(Verify("JWT " + token, "/webhooks/jira"));
        Assert.False(Verify("JWT " + token, "/webhooks/jira?user_id=1", "another"));
    }

    [Fact]
    public void A_token_of_Connect_without_the_request_and_one_of_a_context_are_refused()
    {
        Assert.False(Verify("JWT " + Token($$"""{"exp":{{Seconds(60)}}}""")));
        Assert.False(Verify("JWT " + Token($$"""{"exp":{{Seconds(60)}},"qsh":"context-qsh"}""")));
        Assert.False(Verify("Bearer " + Token($$"""{"exp":{{Seconds(60)}},"qsh":"context-qsh"}""")));
        Assert.False(Verify("Bearer " + Token($$"""{"exp":{{Seconds(60)}},"qsh":null}""")));
    }

    [Theory]
    [InlineData(60, null, null, true)]
    [InlineData(-59, null, null, true)]
    [InlineData(-60, null, null, false)]
    [InlineData(60, 61L, null, false)]
    [InlineData(60, null, 61L, false)]
    [InlineData(60, 60L, 60L, true)]
    [InlineData(null, null, null, false)]
    public void A_token_of_a_dynamic_webhook_counts_until_it_ends(int? end, long? issued, long? notBefore, bool expected)
    {
        string claims = string.Join(',', new[] { ("exp", end), ("iat", issued), ("nbf", notBefore) }.Where(claim => claim.Item2 is not null).Select(claim => $"\"{claim.Item1}\":{Seconds(claim.Item2!.Value)}"));
        Assert.Equal(expected, Verify("Bearer " + Token($"{{{claims}}}")));
    }

    [Theory]
    [InlineData("""{"typ":"JWT","alg":"none"}""")]
    [InlineData("""{"typ":"JWT","alg":"RS256"}""")]
    [InlineData("""{"typ":"JWT","alg":"hs256"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Another_algorithm_is_refused_however_it_is_signed(string header) =>
        Assert.False(Verify("Bearer " + Token($$"""{"exp":{{Seconds(60)}}}""", header)));

    [Fact]
    public void A_token_that_is_none_is_refused()
    {
        string good = Token($$"""{"exp":{{Seconds(60)}}}""");
        string[] parts = good.Split('.');
        Assert.True(Verify("Bearer " + good));
        foreach (string bad in (string[])["", "Bearer", "Basic " + good, $"Bearer {parts[0]}.{parts[1]}.", $"Bearer {parts[0]}.{parts[1]}", $"Bearer {good}.x", $"Bearer {good}=", $"Bearer {parts[0]}.{parts[1]}.{parts[2][..^4]}", "Bearer ..", "Bearer " + new string('a', 10_000)])
        {
            Assert.False(Verify(bad));
        }
    }

    [Fact]
    public void A_signature_that_fails_is_not_got_around_by_a_token_that_is_good()
    {
        string token = "Bearer " + Token($$"""{"exp":{{Seconds(60)}}}""");
        Assert.False(_webhooks.Verify(TestDelivery.With("{}"u8.ToArray(), ("Authorization", token), ("X-Hub-Signature", "sha256=" + new string('0', 64))), Secret));
    }

    private bool Verify(string authorization, string target = "/webhooks/jira", string? secret = null)
    {
        WebhookRequest delivery = new(
            new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = [authorization] }, "{}"u8.ToArray(), TestDelivery.ReceivedAt) { Target = target };
        return _webhooks.Verify(delivery, secret is null ? Secret : Encoding.UTF8.GetBytes(secret));
    }

    private static long Seconds(long fromNow) => TestDelivery.ReceivedAt.ToUnixTimeSeconds() + fromNow;

    private static string Sign(byte[] body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Secret, body));

    private static string Token(string claims, string header = """{"typ":"JWT","alg":"HS256"}""")
    {
        string signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(signed)))}";
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
