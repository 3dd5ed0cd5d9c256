using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using System.Text.Json;

namespace DevFlow.PowerShell.Binding;

/// <summary>Between JSON and the objects a script walks. PowerShell's own converters live in a module the engine cannot rely on.</summary>
internal static class JsonObjects
{
    /// <summary>What System.Text.Json reads back by default.</summary>
    private const int MaxDepth = 64;

    private static readonly HashSet<string> ReservedNames = new(StringComparer.OrdinalIgnoreCase) { "PSBase", "PSAdapted", "PSExtended", "PSObject", "PSTypeNames" };

    /// <summary>Objects become PSObject with note properties, lists become arrays, whole numbers long, others decimal, or double beyond its range; an empty name or one PowerShell reserves gets a leading <c>_</c>.</summary>
    public static object? ToObject(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ToPSObject(element),
        JsonValueKind.Array => ToArray(element),
        JsonValueKind.String => TextOf(element),
        JsonValueKind.Number when element.TryGetInt64(out long whole) => whole,
        JsonValueKind.Number when element.TryGetDecimal(out decimal exact) => exact,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Writes what a script gives as JSON: hashtables and objects by their properties, lists, scalars; a string as it is where it already is JSON.</summary>
    public static byte[] ToJson(object? value)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            Write(writer, value, 0);
        }

        return stream.ToArray();
    }

    /// <summary>A body given as text is JSON already; anything else is converted.</summary>
    public static byte[] ToBody(object value)
    {
        object plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (plain is not string text)
        {
            return ToJson(value);
        }

        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(JsonElement.Parse(text));
        }
        catch (JsonException exception)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The body is text that is not JSON: {exception.Message}", "Give a hashtable, an object, or JSON text.", exception);
        }
    }

    // An escaped half of a surrogate pair ("\ud800") is JSON by its grammar, but no text: it stays as it is written.
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText()[1..^1];
        }
    }

    private static object?[] ToArray(JsonElement element)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return [.. element.EnumerateArray().Select(ToObject)];
    }

    private static PSObject ToPSObject(JsonElement element)
    {
        // A journal is a file: what is read from it may nest deeper than any stack, and an overflow ends the process.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        PSObject result = new();
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = NameOf(property);
            if (names.Add(name))
            {
                result.Properties.Add(new PSNoteProperty(name, ToObject(property.Value)), preValidated: true);
            }
            else
            {
                // JSON may repeat a name; the last one wins, as in PowerShell's own converter. Removing it first would
                // look through all names each time.
                result.Properties[name].Value = ToObject(property.Value);
            }
        }

        return result;
    }

    // JSON's names may be empty (the root package of a package-lock.json) or ones PowerShell keeps for itself.
    private static string NameOf(JsonProperty property)
    {
        string name;
        try
        {
            name = property.Name;
        }
        catch (InvalidOperationException)
        {
            // As in TextOf.
            name = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));
        }

        return name.Length == 0 || ReservedNames.Contains(name) ? "_" + name : name;
    }

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string or char or Guid or Enum or Version:
                writer.WriteStringValue(plain.ToString());
                break;
            case Uri address:
                // ToString would unescape it.
                writer.WriteStringValue(address.OriginalString);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case SwitchParameter flag:
                writer.WriteBooleanValue(flag.IsPresent);
                break;
            case DateTime time:
                writer.WriteStringValue(time);
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(time);
                break;
            case TimeSpan span:
                writer.WriteStringValue(span.ToString("c", CultureInfo.InvariantCulture));
                break;
            case DateOnly date:
                writer.WriteStringValue(date.ToString("O", CultureInfo.InvariantCulture));
                break;
            case TimeOnly time:
                writer.WriteStringValue(time.ToString("O", CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case double or float:
                throw new DevFlowException(ErrorReason.InvalidArgument, $"JSON has no number {Convert.ToString(plain, CultureInfo.InvariantCulture)}.", "Give a finite number, text or $null.");
            case BigInteger number:
                writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case byte or sbyte or short or ushort or int or uint or long or ulong or decimal:
                writer.WriteNumberValue(Convert.ToDecimal(plain, CultureInfo.InvariantCulture));
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case SecureString or PSCredential:
                throw new DevFlowException(ErrorReason.InvalidArgument, "A SecureString or PSCredential is not written into JSON.", "Give the value itself where the platform really needs it in the body.");
            case IDictionary or IEnumerable when depth >= MaxDepth:
                throw TooDeep();
            case IDictionary map:
                WriteMap(writer, map, depth);
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (object? item in list)
                {
                    Write(writer, item, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case not null when depth >= MaxDepth:
                throw TooDeep();
            default:
                WriteProperties(writer, value as PSObject ?? PSObject.AsPSObject(plain), depth);
                break;
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, IDictionary map, int depth)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            writer.WritePropertyName(entry.Key.ToString()!);
            Write(writer, entry.Value, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter writer, PSObject source, int depth)
    {
        writer.WriteStartObject();
        foreach (PSPropertyInfo property in source.Properties.Where(static p => p.IsGettable))
        {
            writer.WritePropertyName(property.Name);
            Write(writer, ValueOf(property), depth + 1);
        }

        writer.WriteEndObject();
    }

    // A getter that cannot answer (the scope of an IPv4 address) has no value, as in PowerShell's own converter.
    private static object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private static DevFlowException TooDeep() =>
        new(ErrorReason.InvalidArgument, $"The object is nested deeper than {MaxDepth} levels, or contains itself.", "Give only the properties that are meant to be sent.");
}
