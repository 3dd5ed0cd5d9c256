using System.Text;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// Decodes ASCII digits and turns every other byte into a letter. Kestrel parses <c>Content-Length: +5</c> as 5 where a
/// proxy in front may refuse it or read it otherwise; given to Kestrel as the encoding of that header, this makes the
/// number unreadable, and Kestrel answers 400.
/// </summary>
internal sealed class DigitsOnlyEncoding : Encoding
{
    public static readonly DigitsOnlyEncoding Instance = new();

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        for (int i = 0; i < byteCount; i++)
        {
            byte value = bytes[byteIndex + i];
            chars[charIndex + i] = char.IsAsciiDigit((char)value) ? (char)value : 'x';
        }

        return byteCount;
    }

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetMaxCharCount(int byteCount) => byteCount;
}
