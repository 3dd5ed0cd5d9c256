using System.Security.Cryptography;
using System.Text;
using DevFlow.GitHub;

namespace DevFlow.Platforms.Tests.GitHub;

public sealed class GitHubSignatureTests
{
    private readonly GitHubWebhooks _webhooks = new();

    [Fact]
    public void The_published_vector_verifies()
    {
        WebhookRequest delivery = TestDelivery.With(
            "Hello, World!"u8.ToArray(), ("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"));

        Assert.True(_webhooks.Verify(delivery, "It's a Secret to Everybody"u8));
    }

    [Fact]
    public void Every_example_payload_verifies_and_no_longer_does_with_one_bit_flipped()
    {
        int bit = 0;
        foreach ((_, System.Text.Json.JsonElement payload) in GitHubPayloads.Read())
        {
            byte[] body = Encoding.UTF8.GetBytes(payload.GetRawText());
            string signature = GitHubDelivery.Sign(body, GitHubDelivery.Secret);
            WebhookRequest delivery = TestDelivery.With(body, ("X-Hub-Signature-256", signature));
            Assert.True(_webhooks.Verify(delivery, GitHubDelivery.Secret));

            bit += 7919;
            body[bit / 8 % body.Length] ^= (byte)(1 << (bit % 8));
            Assert.False(_webhooks.Verify(delivery, GitHubDelivery.Secret));
        }
    }

    [Fact]
    public void A_bit_flipped_in_any_byte_of_a_body_is_refused()
    {
        byte[] body = "{\"zen\":\"Keep it logically awesome.\"}"u8.ToArray();
        string signature = GitHubDelivery.Sign(body, GitHubDelivery.Secret);
        for (int bit = 0; bit < body.Length * 8; bit++)
        {
            byte[] changed = [.. body];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(_webhooks.Verify(TestDelivery.With(changed, ("X-Hub-Signature-256", signature)), GitHubDelivery.Secret));
        }
    }

    [Fact]
    public void A_digit_changed_anywhere_in_the_signature_is_refused()
    {
        byte[] body = "{}"u8.ToArray();
        string signature = GitHubDelivery.Sign(body, GitHubDelivery.Secret);
        for (int i = "sha256=".Length; i < signature.Length; i++)
        {
            char[] changed = signature.ToCharArray();
            changed[i] = changed[i] == 'a' ? 'b' : 'a';
            Assert.False(_webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature-256", new string(changed))), GitHubDelivery.Secret));
        }
    }

    [Fact]
    public void Only_the_exact_form_of_the_header_is_accepted()
    {
        byte[] body = "{}"u8.ToArray();
        string good = GitHubDelivery.Sign(body, GitHubDelivery.Secret);
        string digits = good["sha256=".Length..];
        Assert.True(_webhooks.Verify(TestDelivery.With(body, ("x-hub-signature-256", good)), GitHubDelivery.Secret));

        string?[] bad =
        [
            null, "", " ", "sha256=", digits, "SHA256=" + digits, "sha1=" + digits, "sha512=" + digits, "sha256=" + digits.ToUpperInvariant(),
            "sha256= " + digits[1..], " " + good, good + " ", good + "0", good[..^1], good[..^1] + "g", "sha256:" + digits, "sha256=" + new string('0', 64),
            "sha256=" + new string('０', 64), good + "," + good, new string('\0', 71), new string('a', 100_000),
        ];
        Assert.All(bad, header => Assert.False(_webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature-256", header)), GitHubDelivery.Secret)));
    }

    [Fact]
    public void A_signature_sent_twice_is_refused_even_if_both_are_right()
    {
        byte[] body = "{}"u8.ToArray();
        string good = GitHubDelivery.Sign(body, GitHubDelivery.Secret);

        Assert.False(_webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature-256", good), ("X-Hub-Signature-256", good)), GitHubDelivery.Secret));
    }

    [Fact]
    public void The_sha1_signature_alone_is_refused()
    {
        byte[] body = "{}"u8.ToArray();
#pragma warning disable CA5350 // The point of the test: SHA-1 is what GitHub sends beside, and what must not count.
        string weak = "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(GitHubDelivery.Secret, body));
#pragma warning restore CA5350

        Assert.False(_webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature", weak)), GitHubDelivery.Secret));
        Assert.False(_webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature-256", weak)), GitHubDelivery.Secret));
    }

    [Fact]
    public void Another_secret_a_longer_body_and_no_secret_are_refused()
    {
        byte[] body = "{\"a\":1}"u8.ToArray();
        string good = GitHubDelivery.Sign(body, GitHubDelivery.Secret);

        Assert.False(_webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature-256", good)), "It's a secret to Everybody"u8));
        Assert.False(_webhooks.Verify(TestDelivery.With((byte[])[.. body, 10], ("X-Hub-Signature-256", good)), GitHubDelivery.Secret));
        Assert.False(_webhooks.Verify(TestDelivery.With(body.AsMemory(0, 6), ("X-Hub-Signature-256", good)), GitHubDelivery.Secret));
        Assert.False(_webhooks.Verify(TestDelivery.With(body, ("X-Hub-Signature-256", GitHubDelivery.Sign(body, []))), []));
    }
}
