using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Core.Logging;
using DevFlow.Core.Webhooks;

namespace DevFlow.Platforms.Tests.Webhooks;

/// <summary>
/// Shows by Welch's t that the time of a verification does not tell where a signature is wrong: in its first place against its last. The
/// full run, a million verifications of each scheme:
/// <c>DEVFLOW_TIMING_SAMPLES=1000000 dotnet run --project tests/DevFlow.Platforms.Tests -- -class DevFlow.Platforms.Tests.Webhooks.ConstantTimeTests</c>
/// </summary>
public sealed class ConstantTimeTests
{
    // Beyond it the means differ but for one chance in a hundred thousand.
    private const double MostT = 4.5;
    private const int Attempts = 5;

    // Without the second comparison it would take half the time.
    private const double MostApart = 0.2;

    private static readonly int Samples = int.Parse(Environment.GetEnvironmentVariable("DEVFLOW_TIMING_SAMPLES") ?? "40000", CultureInfo.InvariantCulture);

    public static TheoryData<string> Sources => [.. Door.Names];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Where_a_signature_is_wrong_cannot_be_told_by_the_time(string source)
    {
        IWebhookScheme scheme = Door.Scheme(source);
        byte[] secret = Door.Secret(source);
        SignedDelivery good = Door.Sign(source);
        SignedDelivery first = good.WithSignature(Change(good.Signature, good.Signature.IndexOfAny(['=', ',']) + 1));

        // Not the very last, which may be padding of base64.
        SignedDelivery last = good.WithSignature(Change(good.Signature, good.Signature.Length - 3));
        Assert.True(scheme.Verify(Request(good), secret));
        Assert.False(scheme.Verify(Request(first), secret) | scheme.Verify(Request(last), secret));

        // A busy machine can part two equal samples; a leak parts them every time.
        double[] found = new double[Attempts];
        for (int i = 0; i < Attempts; i++)
        {
            (double[] ofFirst, double[] ofLast) = Measure(() => Request(first), () => Request(last), request => scheme.Verify(request, secret), Samples, i);
            found[i] = Math.Abs(Welch(ofFirst, ofLast));
            if (found[i] < MostT)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source}: t = {found[i]:F2} over {Samples} verifications, attempt {i + 1}"));
                return;
            }
        }

        Assert.Fail($"{source}: the times differ, t = {string.Join(", ", found)}");
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Both_secrets_are_compared_whichever_it_is(string source)
    {
        byte[] before = Encoding.UTF8.GetBytes(source == "gitlab-token" ? "before-of-gitlab" : "whsec_" + Convert.ToBase64String("before-and-until-it-ends"u8));
        using TwoSecrets secrets = new(Door.Secret(source), before);
        IWebhookScheme scheme = Door.Scheme(source);
        SignedDelivery now = Door.Sign(source);
        SignedDelivery then = Door.Sign(source, secret: before);
        Assert.Equal((WebhookSecretMatch.Current, WebhookSecretMatch.Previous), (secrets.Verify(scheme, Request(now)), secrets.Verify(scheme, Request(then))));

        double apart = 1;
        for (int i = 0; apart > MostApart && i < Attempts; i++)
        {
            (double[] ofCurrent, double[] ofPrevious) = Measure(() => Request(now), () => Request(then), request => secrets.Verify(scheme, request) != WebhookSecretMatch.None, 10_000, i);
            apart = Math.Abs((ofCurrent.Average() / ofPrevious.Average()) - 1);
        }

        Assert.InRange(apart, 0, MostApart);
    }

    [Fact]
    public void The_measure_sees_a_comparison_that_ends_early()
    {
        // Long enough that the loop outweighs the clock.
        byte[] right = RandomNumberGenerator.GetBytes(4_096);
        byte[] first = [.. right];
        byte[] last = [.. right];
        first[0] ^= 1;
        last[^1] ^= 1;

        (double[] ofFirst, double[] ofLast) = Measure(() => first, () => last, bytes => EndsEarly(bytes, right), 4_000, seed: 1);

        Assert.True(Math.Abs(Welch(ofFirst, ofLast)) > MostT);
    }

    // A request of its own for each sample: two that are used again and again differ by a nanosecond for where they lie in memory alone.
    private static (double[] One, double[] Other) Measure<T>(Func<T> one, Func<T> other, Func<T, bool> verify, int samples, int seed)
    {
        Random random = new(seed);
        (List<double> ofOne, List<double> ofOther) = ([], []);
        for (int i = -1_000; i < samples; i++)
        {
            bool isOne = random.Next(2) == 0;
            T request = isOne ? one() : other();
            long begun = Stopwatch.GetTimestamp();
            verify(request);
            long ended = Stopwatch.GetTimestamp();
            if (i >= 0)
            {
                (isOne ? ofOne : ofOther).Add(ended - begun);
            }
        }

        return (Trim(ofOne), Trim(ofOther));
    }

    // New strings each time, as a server makes them.
    private static WebhookRequest Request(SignedDelivery delivery) => new(
        delivery.Headers.ToDictionary(static header => header.Key, static header => (IReadOnlyList<string>)[new string(header.Value.AsSpan())], StringComparer.OrdinalIgnoreCase), delivery.Body, TimeProvider.System.GetUtcNow());

    private static string Change(string signature, int place) => string.Concat(signature.AsSpan(0, place), signature[place] == 'a' ? "b" : "a", signature.AsSpan(place + 1));

    // Interruptions are long and rare, and no property of the code.
    private static double[] Trim(List<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted[..(int)(sorted.Length * 0.9)];
    }

    private static double Welch(double[] one, double[] other)
    {
        (double mean, double variance) = Moments(one);
        (double otherMean, double otherVariance) = Moments(other);
        return (mean - otherMean) / Math.Sqrt((variance / one.Length) + (otherVariance / other.Length));
    }

    private static (double Mean, double Variance) Moments(double[] values)
    {
        double mean = values.Average();
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static bool EndsEarly(byte[] one, byte[] other)
    {
        for (int i = 0; i < one.Length; i++)
        {
            if (one[i] != other[i])
            {
                return false;
            }
        }

        return true;
    }

    private sealed class TwoSecrets : WebhookSecrets
    {
        public TwoSecrets(byte[] current, byte[] previous)
            : base(new Redactor())
        {
            using SecretBuffer now = new(current);
            using SecretBuffer then = new(previous);
            Accept(now, then, DateTimeOffset.MaxValue);
        }
    }
}
