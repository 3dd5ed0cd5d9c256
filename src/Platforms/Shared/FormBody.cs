using System.Net;
using System.Text;

namespace DevFlow.Platforms;

/// <summary>Bodies as browsers send forms: <c>name=value&amp;name=value</c>, percent-encoded.</summary>
internal static class FormBody
{
    private const int MaxFields = 200;

    public static bool Is(WebhookRequest request) =>
        request.Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads the fields in their order.</summary>
    /// <param name="form">The body.</param>
    /// <param name="unreadable">Makes the error of what is wrong with it.</param>
    public static IReadOnlyDictionary<string, byte[]> Read(ReadOnlySpan<byte> form, Func<string, Exception?, DevFlowException> unreadable)
    {
        OrderedDictionary<string, byte[]> fields = new(StringComparer.Ordinal);
        foreach (Range range in form.Split((byte)'&'))
        {
            ReadOnlySpan<byte> field = form[range];
            if (field.IsEmpty)
            {
                continue;
            }

            int equals = field.IndexOf((byte)'=');
            string name = Encoding.UTF8.GetString(Decode(equals < 0 ? field : field[..equals]));
            if (fields.Count == MaxFields || !fields.TryAdd(name, equals < 0 ? [] : Decode(field[(equals + 1)..])))
            {
                throw unreadable(fields.Count == MaxFields ? "its form has too many fields" : "its form has two fields of one name", null);
            }
        }

        return fields;
    }

    private static byte[] Decode(ReadOnlySpan<byte> encoded)
    {
        byte[] copy = encoded.ToArray();
        return WebUtility.UrlDecodeToBytes(copy, 0, copy.Length) ?? [];
    }
}
