namespace DevFlow.Core.Credentials;

/// <summary>RFC 4648 Base32 in lower case and without padding: file names that mean the same on every file system.</summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int BitsPerDigit = 5;

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> digits = stackalloc char[((bytes.Length * 8) + BitsPerDigit - 1) / BitsPerDigit];
        int pending = 0;
        int bits = 0;
        int count = 0;
        foreach (byte value in bytes)
        {
            pending = (pending << 8) | value;
            bits += 8;
            while (bits >= BitsPerDigit)
            {
                bits -= BitsPerDigit;
                digits[count++] = Alphabet[(pending >> bits) & 31];
            }

            pending &= (1 << bits) - 1;
        }

        if (bits > 0)
        {
            digits[count] = Alphabet[(pending << (BitsPerDigit - bits)) & 31];
        }

        return new string(digits);
    }

    /// <summary>The bytes; false where the text is not the one form that <see cref="Encode"/> gives them.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != ((bytes.Length * 8) + BitsPerDigit - 1) / BitsPerDigit)
        {
            return false;
        }

        int pending = 0;
        int bits = 0;
        int count = 0;
        foreach (char digit in text)
        {
            int value = Alphabet.IndexOf(digit, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            pending = (pending << BitsPerDigit) | value;
            bits += BitsPerDigit;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[count++] = (byte)(pending >> bits);
            }

            pending &= (1 << bits) - 1;
        }

        return pending == 0;
    }
}
