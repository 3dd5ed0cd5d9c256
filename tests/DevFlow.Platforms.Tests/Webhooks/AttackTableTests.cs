using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Platforms.Tests.Webhooks;

/// <summary>What somebody without the secret tries, and what a sender gets wrong, over a raw socket: each gets its status, and nothing is stored.</summary>
public sealed class AttackTableTests
{
    // GitLab's secret token says nothing about the body, and nothing of it is encoded.
    private const string TokenSource = "gitlab-token";

    public static TheoryData<string> Sources => [.. Door.Names];

    public static TheoryData<string> SigningSources => [.. Door.Names.Where(static name => name != TokenSource)];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_signed_delivery_is_taken_and_again_as_a_duplicate(string source)
    {
        await using Door door = await Door.OpenAsync();
        SignedDelivery delivery = Door.Sign(source);

        Assert.Equal((200, 200), (await door.SendAsync(delivery), await door.SendAsync(delivery)));
        Assert.Single(door.Stored);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task What_is_not_signed_for_this_source_is_refused(string source)
    {
        await using Door door = await Door.OpenAsync();
        SignedDelivery good = Door.Sign(source);
        byte[] wrong = source is "gitlab" or "standard" ? Encoding.UTF8.GetBytes("whsec_" + Convert.ToBase64String(new byte[24])) : "wrong"u8.ToArray();
        List<(string What, SignedDelivery Delivery)> attacks =
        [
            ("no signature", good.WithSignature(null)),
            ("empty signature", good.WithSignature("")),
            ("wrong secret", Door.Sign(source, secret: wrong)),
            ("no secret", Door.Sign(source) with { Headers = new(StringComparer.OrdinalIgnoreCase) }),
            ("truncated signature", good.WithSignature(good.Signature[..^1])),
            ("longer signature", good.WithSignature(good.Signature + "0")),
            ("another method", good.WithSignature("sha1" + good.Signature[Math.Min(6, good.Signature.Length)..])),
            ("SHA-1 alone, with the secret", good.WithSignature(null).With("X-Hub-Signature", $"sha1={HubDigest(HashAlgorithmName.SHA1, source, good.Body)}")),
            ("SHA-512, with the secret", good.WithSignature(null).With("X-Hub-Signature", $"sha512={HubDigest(HashAlgorithmName.SHA512, source, good.Body)}")),
            ("another method for the right signature", good.WithSignature(good.Signature.Replace("sha256", "sha512", StringComparison.Ordinal).Replace("v0", "v1", StringComparison.Ordinal).Replace("v1,", "v2,", StringComparison.Ordinal) + (source == TokenSource ? "x" : ""))),
        ];
        attacks.AddRange(Door.Names.Where(other => other != source && !Door.Secret(other).AsSpan().SequenceEqual(Door.Secret(source))).Select(other => ($"signature of {other}", Door.Sign(other) with { Source = source })));

        foreach ((string what, SignedDelivery delivery) in attacks)
        {
            Assert.True(await door.SendAsync(delivery) == 401, what);
        }

        // A header that decides may be there once.
        Assert.Equal(401, await door.SendAsync(good, $"{good.SignatureHeader}: {good.Signature}\r\n"));
        Assert.Empty(door.Stored);
    }

    [Theory]
    [MemberData(nameof(SigningSources))]
    public async Task A_flipped_bit_in_any_byte_of_body_or_signature_is_refused(string source)
    {
        await using Door door = await Door.OpenAsync();
        SignedDelivery good = Door.Sign(source);
        for (int i = 0; i < good.Body.Length; i++)
        {
            byte[] flipped = [.. good.Body];
            flipped[i] ^= (byte)(1 << (i % 8));
            Assert.Equal(401, await door.SendAsync(good with { Body = flipped }));
        }

        int prefix = good.Signature.IndexOfAny(['=', ',']) + 1;
        for (int i = prefix; i < good.Signature.Length - 2; i++)
        {
            char[] flipped = good.Signature.ToCharArray();
            flipped[i] = flipped[i] == 'a' ? 'b' : 'a';
            Assert.Equal(401, await door.SendAsync(good.WithSignature(new string(flipped))));
        }

        Assert.Equal(401, await door.SendAsync(good with { Body = good.Body[..^1] }));
        Assert.Equal(401, await door.SendAsync(good with { Body = [.. good.Body, (byte)'\n'] }));
        Assert.Empty(door.Stored);
    }

    [Theory]
    [InlineData("github")]
    [InlineData("jira")]
    [InlineData("slack")]
    public async Task A_signature_in_another_spelling_is_refused(string source)
    {
        await using Door door = await Door.OpenAsync();
        SignedDelivery good = Door.Sign(source);
        string digits = good.Signature[(good.Signature.IndexOf('=', StringComparison.Ordinal) + 1)..];
        string prefix = good.Signature[..^digits.Length];

        foreach (string spelling in new[] { prefix + digits.ToUpperInvariant(), prefix.ToUpperInvariant() + digits, prefix + " " + digits, digits, prefix + "0x" + digits, prefix + digits[..63] + "g" })
        {
            Assert.Equal(401, await door.SendAsync(good.WithSignature(spelling)));
        }
    }

    [Theory]
    [InlineData("slack", 299, 200)]
    [InlineData("slack", 302, 401)]
    [InlineData("slack", -302, 401)]
    [InlineData("gitlab", 302, 401)]
    [InlineData("gitlab", -302, 401)]
    [InlineData("standard", -299, 200)]
    [InlineData("standard", 302, 401)]
    [InlineData("standard", -302, 401)]
    public async Task A_signature_counts_for_five_minutes_either_way(string source, int ageSeconds, int expected)
    {
        await using Door door = await Door.OpenAsync();

        Assert.Equal(expected, await door.SendAsync(Door.Sign(source, at: TimeProvider.System.GetUtcNow().AddSeconds(-ageSeconds))));
    }

    [Theory]
    [InlineData("slack", "X-Slack-Request-Timestamp")]
    [InlineData("gitlab", "webhook-timestamp")]
    [InlineData("gitlab", "webhook-id")]
    [InlineData("standard", "webhook-timestamp")]
    [InlineData("standard", "webhook-id")]
    public async Task What_is_signed_beside_the_body_cannot_be_changed_or_said_twice(string source, string header)
    {
        await using Door door = await Door.OpenAsync();
        SignedDelivery good = Door.Sign(source);
        string value = good.Headers[header];
        string other = long.TryParse(value, CultureInfo.InvariantCulture, out long seconds) ? (seconds - 1).ToString(CultureInfo.InvariantCulture) : value + "0";

        foreach (string? changed in new[] { other, "", "+" + value, value + "0000000000000000000", "nonsense" })
        {
            Assert.Equal(401, await door.SendAsync(good.With(header, changed)));
        }

        Assert.Equal(401, await door.SendAsync(good, $"{header}: {value}\r\n"));
        Assert.Empty(door.Stored);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task What_was_taken_once_is_taken_no_second_time_whatever_is_added_to_it(string source)
    {
        await using Door door = await Door.OpenAsync();
        SignedDelivery good = Door.Sign(source);
        Assert.Equal(200, await door.SendAsync(good));

        // Marks of a repetition that nobody has signed.
        Assert.Equal(200, await door.SendAsync(good, "X-Slack-Retry-Num: 1\r\nX-Slack-Retry-Reason: http_timeout\r\nX-Atlassian-Webhook-Retry: 1\r\nX-Gitlab-Webhook-UUID: 7\r\nX-GitHub-Hook-ID: 7\r\n"));
        Assert.Single(door.Stored);
    }

    [Theory]
    [InlineData("GET", 405)]
    [InlineData("HEAD", 405)]
    [InlineData("PUT", 405)]
    [InlineData("PATCH", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("OPTIONS", 405)]
    [InlineData("TRACE", 405)]
    [InlineData("post", 405)]
    [InlineData("PROPFIND", 405)]
    [InlineData("CONNECT", 405)]
    [InlineData("P OST", 400)]
    public async Task Another_verb_is_refused_however_well_it_is_signed(string verb, int expected)
    {
        await using Door door = await Door.OpenAsync();
        SignedDelivery good = Door.Sign("github");
        string headers = string.Concat(good.Headers.Select(static header => $"{header.Key}: {header.Value}\r\n"));

        Assert.Equal(expected, await door.SendRawAsync([.. Encoding.Latin1.GetBytes($"{verb} /webhooks/github HTTP/1.1\r\nHost: a\r\nContent-Length: {good.Body.Length}\r\n{headers}\r\n"), .. good.Body]));
        Assert.Empty(door.Stored);
    }

    [Fact]
    public async Task A_stale_body_of_Jira_is_refused()
    {
        await using Door door = await Door.OpenAsync();
        Assert.Equal(401, await door.SendAsync(Door.Sign("jira", Body(TimeProvider.System.GetUtcNow().AddHours(-25)))));
        Assert.Equal(200, await door.SendAsync(Door.Sign("jira", Body(TimeProvider.System.GetUtcNow().AddHours(-2)))));

        static byte[] Body(DateTimeOffset at) => Encoding.UTF8.GetBytes($$"""{"timestamp":{{at.ToUnixTimeMilliseconds()}},"webhookEvent":"jira:issue_updated","issue":{"key":"EX-1"} }""");
    }

    [Fact]
    public async Task No_token_stands_in_for_a_signature_that_fails()
    {
        await using Door door = await Door.OpenAsync();
        SignedDelivery signed = Door.Sign("gitlab");
        string token = $"X-Gitlab-Token: {Door.SigningToken}\r\n";
        Assert.Equal(401, await door.SendAsync(signed.WithSignature(null), token));
        Assert.Equal(401, await door.SendAsync(signed.WithSignature("v1,AAAA"), token));

        SignedDelivery clear = Door.Sign(TokenSource);
        Assert.Equal(401, await door.SendAsync(clear, "webhook-signature: v1,AAAA\r\n"));
        Assert.Equal(401, await door.SendAsync(clear, "webhook-signature: v1,AAAA\r\nwebhook-signature: v1,BBBB\r\n"));

        SignedDelivery jira = Door.Sign("jira");
        string jwt = $"Authorization: Bearer {Jwt("HS256", null, "secret-of-jira")}\r\n";
        Assert.Equal(200, await door.SendAsync(jira.WithSignature(null), jwt));
        Assert.Equal(401, await door.SendAsync(jira.WithSignature("sha256=00"), jwt));
        Assert.Equal(401, await door.SendAsync(jira.WithSignature(null), "X-Hub-Signature: a\r\nX-Hub-Signature: b\r\n" + jwt));
        Assert.Equal(401, await door.SendAsync(jira.WithSignature(null), jwt + jwt));
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("None", null)]
    [InlineData("HS512", null)]
    [InlineData("RS256", null)]
    [InlineData("HS256", "0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_token_of_another_algorithm_or_request_is_refused(string algorithm, string? qsh)
    {
        await using Door door = await Door.OpenAsync();
        string token = Jwt(algorithm, qsh, "secret-of-jira");

        Assert.Equal(401, await door.SendAsync(Door.Sign("jira").WithSignature(null), $"Authorization: JWT {token}\r\n"));
        Assert.Equal(401, await door.SendAsync(Door.Sign("jira").WithSignature(null), $"Authorization: JWT {token[..(token.LastIndexOf('.') + 1)]}\r\n"));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task What_is_too_large_is_refused_by_its_length_and_by_its_chunks(string source)
    {
        await using Door door = await Door.OpenAsync();
        string head = $"POST /webhooks/{source} HTTP/1.1\r\nHost: a\r\n";
        string chunk = string.Create(CultureInfo.InvariantCulture, $"{Door.Cap + 1:x}\r\n{new string('a', Door.Cap + 1)}\r\n");

        Assert.Equal(413, await door.SendRawAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head}Content-Length: {Door.Cap + 1}\r\n\r\n"))));
        Assert.Equal(413, await door.SendRawAsync(Encoding.ASCII.GetBytes($"{head}Transfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_body_is_refused_unpacked_or_not(string encoding)
    {
        await using Door door = await Door.OpenAsync();
        using MemoryStream bomb = new();
        await using (GZipStream gzip = new(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[10_000_000], TestContext.Current.CancellationToken);
        }

        Assert.Equal(415, await door.SendAsync(Door.Sign("github", bomb.ToArray()), $"Content-Encoding: {encoding}\r\n"));
        Assert.Equal(400, await door.SendAsync(Door.Sign("github", bomb.ToArray())));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_signed_body_that_is_odd_is_answered_and_never_breaks_anything(string source)
    {
        await using Door door = await Door.OpenAsync(cap: 20_000_000);
        (string What, string Body, int Expected)[] bodies =
        [
            ("10,000 deep", new string('[', 10_000) + new string(']', 10_000), 400),
            ("10,000 deep in an object", """{"a":""" + new string('[', 10_000) + new string(']', 10_000) + "}", 400),
            ("no JSON", "nonsense", 400),
            ("empty", "", 400),
            ("no object", "7", 400),
            ("a lone surrogate", """{"type":"a\ud800","object_kind":"\ud800","webhookEvent":"\ud800","action":"\ud800"}""", 0),
            ("keys twice", """{"type":"a","type":"b","object_kind":"push","object_kind":"note","webhookEvent":"x","webhookEvent":"y"}""", 0),
            ("a million keys", "{" + string.Join(',', Enumerable.Range(0, 1_000_000).Select(static i => $"\"k{i}\":1")) + "}", 0),
        ];
        foreach ((string what, string body, int expected) in bodies)
        {
            int status = await door.SendAsync(Door.Sign(source, Encoding.UTF8.GetBytes(body)));
            Assert.True(expected == 0 ? status is 200 or 400 : status == expected, $"{what}: {status}");
        }

        Assert.Equal(400, await door.SendAsync(Door.Sign(source, [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}'])));
        Assert.Equal(200, await door.SendAsync(Door.Sign(source)));
    }

    [Fact]
    public async Task Nothing_secret_and_nothing_of_a_delivery_is_in_the_log()
    {
        await using Door door = await Door.OpenAsync();
        foreach (string source in Door.Names)
        {
            SignedDelivery good = Door.Sign(source);
            await door.SendAsync(good);
            await door.SendAsync(good with { Body = Encoding.UTF8.GetBytes("""{"canary":"canary-body"}""") });
            await door.SendAsync(Door.Sign(source, Encoding.UTF8.GetBytes("""{"canary":"canary-body","type":7}""")), "X-Canary: canary-header\r\nAuthorization: Bearer canary-token\r\n");
            await door.SendAsync(good.WithSignature("canary-signature"));
            foreach (string line in door.Log.Lines)
            {
                Assert.DoesNotContain("canary", line, StringComparison.Ordinal);
                Assert.DoesNotContain(Encoding.UTF8.GetString(Door.Secret(source)), line, StringComparison.Ordinal);
                Assert.DoesNotContain(good.Signature, line, StringComparison.Ordinal);
            }
        }

        Assert.NotEmpty(door.Log.Lines);
    }

    private static string HubDigest(HashAlgorithmName algorithm, string source, byte[] body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(algorithm, Door.Secret(source));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Jwt(string algorithm, string? qsh, string secret)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string claims = qsh is null ? $$"""{"iss":"a","iat":{{now}},"exp":{{now + 300}} }""" : $$"""{"iss":"a","iat":{{now}},"exp":{{now + 300}},"qsh":"{{qsh}}"}""";
        string signed = $"{Encode(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT"}"""))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)))}";
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
