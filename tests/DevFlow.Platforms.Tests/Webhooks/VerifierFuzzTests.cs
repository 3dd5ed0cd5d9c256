using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace DevFlow.Platforms.Tests.Webhooks;

/// <summary>
/// Changed deliveries of every scheme, at the verifiers and readers and over a socket: nothing but a contract's error comes out, and
/// nothing is taken that is not signed. An hour of it: <c>DEVFLOW_FUZZ_SECONDS=3600 dotnet run --project tests/DevFlow.Platforms.Tests -- -class DevFlow.Platforms.Tests.Webhooks.VerifierFuzzTests</c>
/// </summary>
public sealed class VerifierFuzzTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("DEVFLOW_FUZZ_SECONDS") ?? "4", CultureInfo.InvariantCulture));
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly string[] Tokens = ["\"", "{", "}", "[", "]", ",", ":", "\\u", "\\ud800", "null", "1e999", "-0", "\0", "\r\n", "=", "&payload=", "%", "%zz", "v1,", "sha256=", "whsec_", " ", "é", "\uFEFF", "Bearer ", "JWT a.b.c"];

    [Fact]
    public void Verifiers_and_readers_survive_whatever_comes()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        Stopwatch watch = Stopwatch.StartNew();
        int rounds = 0;
        while (watch.Elapsed < Duration)
        {
            string source = Door.Names.ElementAt(random.Next(Door.Names.Count()));
            SignedDelivery good = Door.Sign(source);
            SignedDelivery changed = Change(good, random);
            Stopwatch one = Stopwatch.StartNew();
            try
            {
                WebhookRequest request = Request(changed);
                bool isValid = Door.Scheme(source).Verify(request, Door.Secret(source));
                Assert.True(!isValid || source == "gitlab-token" || changed.Body.AsSpan().SequenceEqual(good.Body), $"seed {seed}, round {rounds}: a changed body of {source} was taken.");

                // Signed by somebody who has the secret, which is no promise about the rest.
                _ = Door.Scheme(source).AnswerTest(request);
                _ = Door.Scheme(source).ToEvent(request);
            }
            catch (DevFlowException)
            {
                // Said in words.
            }
            catch (Exception broken) when (broken is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, round {rounds}, {source}: {broken}");
            }

            Assert.True(one.Elapsed < Longest, $"seed {seed}, round {rounds}: {one.Elapsed}");
            rounds++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} rounds, seed {seed}");
    }

    [Fact]
    public async Task A_listener_survives_whatever_bytes_come()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        await using Door door = await Door.OpenAsync();
        Stopwatch watch = Stopwatch.StartNew();
        int rounds = 0;
        while (watch.Elapsed < Duration)
        {
            SignedDelivery good = Door.Sign(Door.Names.ElementAt(random.Next(Door.Names.Count())));
            byte[] raw =
            [
                .. Encoding.Latin1.GetBytes($"POST /webhooks/{good.Source} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {good.Body.Length}\r\n{string.Concat(good.Headers.Select(static h => $"{h.Key}: {h.Value}\r\n"))}\r\n"),
                .. good.Body,
            ];
            byte[] changed = Mutate(raw, random);

            // What ends too early is waited for; a sender that says no more is cut after seconds, which are tested elsewhere.
            int status = await door.SendRawAsync([.. changed, .. "\r\n\r\n0\r\n\r\n"u8, .. new byte[good.Body.Length + 64]]);
            Assert.True(status is 0 or (>= 200 and < 500) or 505, $"seed {seed}, round {rounds}: {status}");
            rounds++;
        }

        Assert.Equal(200, await door.SendAsync(Door.Sign("github")));
        Assert.DoesNotContain(door.Log.Lines, static line => line.Contains("failed to", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} requests, seed {seed}");
    }

    private static WebhookRequest Request(SignedDelivery delivery) => new(
        delivery.Headers.ToDictionary(static header => header.Key, static header => (IReadOnlyList<string>)[header.Value], StringComparer.OrdinalIgnoreCase), delivery.Body, TimeProvider.System.GetUtcNow());

    private static SignedDelivery Change(SignedDelivery good, Random random)
    {
        SignedDelivery changed = good;
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            changed = random.Next(4) == 0
                ? changed.With(good.Headers.Keys.ElementAt(random.Next(good.Headers.Count)), Encoding.Latin1.GetString(Mutate(Encoding.Latin1.GetBytes(good.Headers.Values.ElementAt(random.Next(good.Headers.Count))), random)))
                : random.Next(8) == 0 ? changed.With("Content-Type", "application/x-www-form-urlencoded") : changed with { Body = Mutate(changed.Body, random) };
        }

        return changed;
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        List<byte> changed = [.. bytes];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(changed.Count + 1);
            switch (random.Next(4))
            {
                case 0 when at < changed.Count:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < changed.Count:
                    changed.RemoveRange(at, Math.Min(random.Next(1, 20), changed.Count - at));
                    break;
                case 2:
                    changed.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                    break;
                default:
                    changed.InsertRange(at, changed.GetRange(0, Math.Min(at, 50)));
                    break;
            }
        }

        return [.. changed];
    }
}
