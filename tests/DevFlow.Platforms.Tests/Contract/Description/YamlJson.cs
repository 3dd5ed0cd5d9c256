using System.Buffers;
using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Turns a YAML document into JSON event by event; a tree of YAML nodes in between would take several times as long.</summary>
internal static class YamlJson
{
    public static JsonElement Read(TextReader text)
    {
        Parser parser = new(text);
        ArrayBufferWriter<byte> buffer = new(4 * 1024 * 1024);
        using (Utf8JsonWriter writer = new(buffer))
        {
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            WriteNode(parser, writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void WriteNode(Parser parser, Utf8JsonWriter writer)
    {
        if (parser.Accept<Scalar>(out _))
        {
            WriteScalar(parser.Consume<Scalar>(), writer);
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            writer.WriteStartArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                WriteNode(parser, writer);
            }

            writer.WriteEndArray();
        }
        else
        {
            // An alias or anything else the descriptions do not use ends here, with its place in the message.
            parser.Consume<MappingStart>();
            writer.WriteStartObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                writer.WritePropertyName(parser.Consume<Scalar>().Value);
                WriteNode(parser, writer);
            }

            writer.WriteEndObject();
        }
    }

    // Quoted text is text; plain text is what YAML 1.2's core schema says.
    private static void WriteScalar(Scalar scalar, Utf8JsonWriter writer)
    {
        string text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain)
        {
            writer.WriteStringValue(text);
        }
        else if (text is "" or "~" or "null")
        {
            writer.WriteNullValue();
        }
        else if (text is "true" or "false")
        {
            writer.WriteBooleanValue(text == "true");
        }
        else if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            writer.WriteNumberValue(whole);
        }
        else if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }
}
