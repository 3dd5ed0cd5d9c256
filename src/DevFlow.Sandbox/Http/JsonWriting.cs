using System.Globalization;
using System.Text.Json;

namespace DevFlow.Sandbox.Http;

/// <summary>Value forms that System.Text.Json has not by itself.</summary>
internal static class JsonWriting
{
    /// <summary>The longest address kept on the stack, in characters.</summary>
    private const int StackLimit = 512;

    /// <summary>Writes an address put together from its parts.</summary>
    public static void WriteAddress(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string root, string path, string suffix = "")
    {
        int length = root.Length + path.Length + suffix.Length;
        Span<char> address = length <= StackLimit ? stackalloc char[length] : new char[length];
        root.CopyTo(address);
        path.CopyTo(address[root.Length..]);
        suffix.CopyTo(address[(root.Length + path.Length)..]);
        writer.WriteString(name, address);
    }

    /// <summary>Writes a moment as <c>2011-04-10T20:09:31Z</c>.</summary>
    public static void WriteMoment(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset? moment)
    {
        if (moment is not { } value)
        {
            writer.WriteNull(name);
            return;
        }

        Span<char> text = stackalloc char[20];
        value.UtcDateTime.TryFormat(text, out _, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        writer.WriteString(name, text);
    }
}
