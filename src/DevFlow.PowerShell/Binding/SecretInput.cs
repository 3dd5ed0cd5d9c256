using System.Runtime.InteropServices;
using DevFlow.Core.Credentials;
using DevFlow.Core.Files;

namespace DevFlow.PowerShell.Binding;

/// <summary>Secrets that come from outside of the session, without a copy in the clear that nobody wipes.</summary>
internal static class SecretInput
{
    private const int MaxLength = 1_000_000;

    public static SecretBuffer FromEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? SecretBuffer.FromChars(value)
        : throw new DevFlowException(ErrorReason.NotFound, $"The environment variable {name} is not set.", "Set it for this process, or name another one.") { Target = name };

    /// <summary>The content of a text file without its last line break.</summary>
    public static SecretBuffer FromFile(string path)
    {
        using SecretBuffer content = UserFile.Read(path, MaxLength);
        return Decode(content.Bytes);
    }

    // Windows PowerShell writes UTF-16 with a byte order mark; a platform would take that for another secret.
    private static SecretBuffer Decode(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xFE, .. var utf16] => SecretBuffer.FromChars(MemoryMarshal.Cast<byte, char>(utf16).TrimEnd("\r\n")),
        [0xEF, 0xBB, 0xBF, .. var utf8] => new SecretBuffer(utf8.TrimEnd("\r\n"u8)),
        _ => new SecretBuffer(content.TrimEnd("\r\n"u8)),
    };
}
