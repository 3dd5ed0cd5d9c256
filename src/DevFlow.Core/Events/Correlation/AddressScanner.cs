using System.Buffers;

namespace DevFlow.Core.Events.Correlation;

/// <summary>Finds addresses in a text, whatever they are wrapped in: Markdown, <c>&lt;url|text&gt;</c>, quotes, brackets.</summary>
internal static class AddressScanner
{
    private const int MaxLength = 2_048;

    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n<>\"|`\\^{}");

    /// <summary>Calls back with each address, from its scheme on.</summary>
    public static void Scan(ReadOnlySpan<char> text, Action<ReadOnlySpan<char>> found)
    {
        while (text.IndexOf("://") is >= 0 and int colon)
        {
            ReadOnlySpan<char> rest = text[(colon + 3)..];
            int length = rest.IndexOfAny(Ends) is >= 0 and int end ? end : rest.Length;
            if (length is > 0 and <= MaxLength && SchemeLength(text[..colon]) is > 0 and int scheme)
            {
                found(text.Slice(colon - scheme, scheme + 3 + length));
            }

            text = rest[length..];
        }
    }

    private static int SchemeLength(ReadOnlySpan<char> before) =>
        before.EndsWith("https", StringComparison.OrdinalIgnoreCase) ? 5
        : before.EndsWith("http", StringComparison.OrdinalIgnoreCase) ? 4
        : 0;
}
