using System.Security.Cryptography;

namespace DevFlow.Sandbox.Hosting;

/// <summary>Everything random in a sandbox: the same at every start with a seed, unpredictable without. Thread-safe.</summary>
internal sealed class Chance(int? seed)
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string HexDigits = "0123456789abcdef";

    private readonly Lock _gate = new();

    // The seed is for rehearsals that repeat; the secrets made from it open nothing but this sandbox.
    private readonly Random? _seeded = seed is { } value ? new Random(value) : null;

    /// <summary>Letters and digits, as most tokens are made of.</summary>
    public string Letters(int length) => Pick(Alphanumeric, length);

    /// <summary>Lower-case hexadecimal digits.</summary>
    public string Hex(int length) => Pick(HexDigits, length);

    public string Pick(string alphabet, int length)
    {
        char[] letters = new char[length];
        if (_seeded is null)
        {
            RandomNumberGenerator.GetItems(alphabet, letters);
        }
        else
        {
            lock (_gate)
            {
                _seeded.GetItems(alphabet, letters);
            }
        }

        return new(letters);
    }

    public byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        if (_seeded is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            lock (_gate)
            {
                _seeded.NextBytes(bytes);
            }
        }

        return bytes;
    }

    /// <summary>A number from <paramref name="first"/> up to, and without, <paramref name="end"/>.</summary>
    public int Next(int first, int end)
    {
        if (_seeded is null)
        {
            return RandomNumberGenerator.GetInt32(first, end);
        }

        lock (_gate)
        {
            return _seeded.Next(first, end);
        }
    }

    /// <summary>A number from 0 up to, and without, 1.</summary>
    public double Fraction() => Next(0, int.MaxValue) / (double)int.MaxValue;

    /// <summary>A version 4 UUID.</summary>
    public Guid Uuid()
    {
        byte[] bytes = Bytes(16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
