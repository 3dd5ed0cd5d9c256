using System.Buffers;
using System.IO.Enumeration;
using System.Text.Json;

namespace DevFlow.Core.Events.Middleware;

/// <summary>Takes the values of properties out of payloads, at any depth, before anybody keeps or sees them; the rest stays as it is written.</summary>
/// <param name="names">Names of properties; <c>*</c> stands for any characters, <c>?</c> for one, case does not matter.</param>
internal sealed class RedactMiddleware(IReadOnlyList<string> names) : PayloadMiddleware
{
    private static readonly JsonReaderOptions Tolerant = new() { MaxDepth = int.MaxValue, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    // Token by token, not level by level: a payload may nest deeper than any stack.
    protected override Event Pass(Event passing)
    {
        ReadOnlySpan<byte> data = passing.Payload.Utf8;
        Utf8JsonReader reader = new(data, Tolerant);
        ArrayBufferWriter<byte>? redacted = null;
        int copied = 0;
        while (reader.Read())
        {
            if (reader.TokenType is not JsonTokenType.PropertyName || !Fits(reader))
            {
                continue;
            }

            reader.Read();
            redacted ??= new ArrayBufferWriter<byte>(data.Length);
            redacted.Write(data[copied..(int)reader.TokenStartIndex]);
            redacted.Write("\"***\""u8);
            reader.Skip();
            copied = (int)reader.BytesConsumed;
        }

        if (redacted is null)
        {
            return passing;
        }

        redacted.Write(data[copied..]);
        return passing with { Payload = new EventPayload(redacted.WrittenMemory) };
    }

    private bool Fits(in Utf8JsonReader name)
    {
        string text;
        try
        {
            text = name.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is no text: whether it is one of the names cannot be told.
            return true;
        }

        foreach (string pattern in names)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true))
            {
                return true;
            }
        }

        return false;
    }
}
