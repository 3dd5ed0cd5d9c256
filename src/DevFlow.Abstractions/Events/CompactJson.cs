using System.Buffers;

namespace DevFlow;

/// <summary>
/// Takes out of JSON text what says nothing: white space, comments, trailing commas. Byte by byte, so that the text may nest as deep
/// as it likes, and what is JSON but no text (<c>"\ud83d"</c>, half a pair) stays as it is written; a JSON writer refuses both.
/// </summary>
internal static class CompactJson
{
    /// <param name="utf8">One JSON value, known to be valid but for comments and trailing commas.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> utf8)
    {
        ArrayBufferWriter<byte> compact = new(Math.Max(1, utf8.Length));
        bool isCommaDue = false;
        for (int at = 0; at < utf8.Length;)
        {
            int end = EndOfToken(utf8, at);
            byte first = utf8[at];
            if (first is (byte)',')
            {
                isCommaDue = true;
            }
            else if (first is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'/'))
            {
                if (isCommaDue && first is not ((byte)'}' or (byte)']'))
                {
                    compact.Write(","u8);
                }

                isCommaDue = false;
                compact.Write(utf8[at..end]);
            }

            at = end;
        }

        return compact.WrittenSpan;
    }

    // A string and a comment are tokens; of anything else each byte may stand for itself.
    private static int EndOfToken(ReadOnlySpan<byte> utf8, int at) => utf8[at] switch
    {
        (byte)'"' => EndOfString(utf8, at + 1),
        (byte)'/' when utf8[at + 1] is (byte)'*' => at + 2 + utf8[(at + 2)..].IndexOf("*/"u8) + 2,
        (byte)'/' => utf8[at..].IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and int length ? at + length : utf8.Length,
        _ => at + 1,
    };

    private static int EndOfString(ReadOnlySpan<byte> utf8, int at)
    {
        while (utf8[at] is not (byte)'"')
        {
            at += utf8[at] is (byte)'\\' ? 2 : 1;
        }

        return at + 1;
    }
}
