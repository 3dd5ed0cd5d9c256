using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Core.Webhooks;

namespace DevFlow.Core.Tests.Webhooks;

/// <summary>
/// Shows by Welch's t that the time of a verification does not tell where a signature is wrong: one wrong in its first byte against one
/// wrong in its last. The full run, a million verifications:
/// <c>DEVFLOW_TIMING_SAMPLES=1000000 dotnet run --project tests/DevFlow.Core.Tests -- -class DevFlow.Core.Tests.Webhooks.ConstantTimeTests</c>
/// </summary>
public sealed class ConstantTimeTests
{
    // Beyond it the means differ but for one chance in a hundred thousand.
    private const double MostT = 4.5;
    private const int Attempts = 5;

    private static readonly int Samples = int.Parse(Environment.GetEnvironmentVariable("DEVFLOW_TIMING_SAMPLES") ?? "40000", CultureInfo.InvariantCulture);

    [Fact]
    public void Where_a_signature_is_wrong_cannot_be_told_by_the_time()
    {
        byte[] key = new byte[32];
        byte[] body = "{}"u8.ToArray();
        WebhookSample sample = new() { Id = "1", Body = body };
        byte[] secret = Encoding.ASCII.GetBytes("whsec_" + Convert.ToBase64String(key));
        StandardWebhooks scheme = new();
        IReadOnlyDictionary<string, string> headers = scheme.Sign(sample, ListenerFixture.Now, secret);
        byte[] right = Convert.FromBase64String(headers["webhook-signature"][3..]);
        byte[] first = Flip(right, 0);
        byte[] last = Flip(right, right.Length - 1);
        Assert.True(scheme.Verify(Request(right), secret));
        Assert.False(scheme.Verify(Request(first), secret) | scheme.Verify(Request(last), secret));

        // A busy machine can part two equal samples; a leak parts them every time.
        double[] found = new double[Attempts];
        for (int i = 0; i < Attempts; i++)
        {
            found[i] = Math.Abs(MeasureT(scheme, () => Request(first), () => Request(last), secret, i));
            if (found[i] < MostT)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"t = {found[i]:F2} over {Samples} verifications, attempt {i + 1}"));
                return;
            }
        }

        Assert.Fail($"The times differ: t = {string.Join(", ", found)}");

        WebhookRequest Request(byte[] signature) => new(
            new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
            {
                ["webhook-id"] = [headers["webhook-id"]],
                ["webhook-timestamp"] = [headers["webhook-timestamp"]],
                ["webhook-signature"] = ["v1," + Convert.ToBase64String(signature)],
            },
            body,
            ListenerFixture.Now);
    }

    [Fact]
    public void The_measure_sees_a_comparison_that_ends_early()
    {
        // Long enough that the loop outweighs the clock.
        byte[] right = RandomNumberGenerator.GetBytes(4_096);
        byte[] first = Flip(right, 0);
        byte[] last = Flip(right, right.Length - 1);
        Random random = new(1);
        (List<double> ofFirst, List<double> ofLast) = ([], []);
        for (int i = 0; i < 4_000; i++)
        {
            bool isFirst = random.Next(2) == 0;
            long begun = Stopwatch.GetTimestamp();
            bool equal = EndsEarly(isFirst ? first : last, right);
            long ended = Stopwatch.GetTimestamp();
            Assert.False(equal);
            (isFirst ? ofFirst : ofLast).Add(ended - begun);
        }

        Assert.True(Math.Abs(Welch(Trim(ofFirst), Trim(ofLast))) > MostT);
    }

    // A request of its own for each sample: two that are used again and again differ by a nanosecond for where they lie in memory alone.
    private static double MeasureT(StandardWebhooks scheme, Func<WebhookRequest> first, Func<WebhookRequest> last, byte[] secret, int seed)
    {
        Random random = new(seed);
        (List<double> ofFirst, List<double> ofLast) = ([], []);
        for (int i = -1_000; i < Samples; i++)
        {
            bool isFirst = random.Next(2) == 0;
            WebhookRequest request = isFirst ? first() : last();
            long begun = Stopwatch.GetTimestamp();
            scheme.Verify(request, secret);
            long ended = Stopwatch.GetTimestamp();
            if (i >= 0)
            {
                (isFirst ? ofFirst : ofLast).Add(ended - begun);
            }
        }

        return Welch(Trim(ofFirst), Trim(ofLast));
    }

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

    private static byte[] Flip(byte[] bytes, int index)
    {
        byte[] flipped = [.. bytes];
        flipped[index] ^= 1;
        return flipped;
    }
}
