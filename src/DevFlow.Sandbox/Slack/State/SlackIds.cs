using System.Globalization;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Slack;

/// <summary>Ids and timestamps in Slack's forms. Thread-safe.</summary>
internal sealed class SlackIds(SandboxClock clock, Chance chance)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private readonly Lock _gate = new();
    private long _lastMicroseconds;
    private long _lastNumber;

    /// <summary>A letter that says what it is, and ten more.</summary>
    public string New(string prefix) => prefix + "0" + chance.Pick(Alphabet, 9);

    public string Secret(int length) => chance.Letters(length);

    public string Hex(int length) => chance.Hex(length);

    public string Uuid() => chance.Uuid().ToString("D");

    /// <summary>Decimal digits without a zero at the front.</summary>
    public string Digits(int length) => chance.Pick("123456789", 1) + chance.Pick("0123456789", length - 1);

    public long NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>The time as a message's id; no two are the same and each is later than the one before.</summary>
    public string NextTimestamp()
    {
        lock (_gate)
        {
            long now = (clock.Now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            _lastMicroseconds = Math.Max(now, _lastMicroseconds + 1);
            return Format(_lastMicroseconds);
        }
    }

    /// <summary>Microseconds of a timestamp, for comparison; 0 where it is none.</summary>
    public static long Parse(string text) => TryParse(text, out long microseconds) ? microseconds : 0;

    /// <summary>Microseconds of a timestamp, for comparison; false where it is none.</summary>
    public static bool TryParse(string text, out long microseconds)
    {
        bool isNumber = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds) && seconds < 1e11m;
        microseconds = isNumber ? (long)(seconds * 1_000_000) : 0;
        return isNumber;
    }

    private static string Format(long microseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000}.{microseconds % 1_000_000:D6}");
}
