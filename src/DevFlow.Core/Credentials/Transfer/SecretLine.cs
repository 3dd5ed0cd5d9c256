namespace DevFlow.Core.Credentials;

/// <summary>A secret as text hands it over: one line, whose end is not part of it.</summary>
internal static class SecretLine
{
    /// <summary>More than any token has.</summary>
    public const int MaxLength = 64 * 1024;

    private static ReadOnlySpan<byte> Blank => " \t\r\n"u8;

    /// <summary>The secret; null where there is none.</summary>
    /// <exception cref="DevFlowException">A control character is in it: in a header it would begin another one.</exception>
    public static SecretBuffer? Parse(ReadOnlySpan<byte> text, string source)
    {
        ReadOnlySpan<byte> line = text.Trim(Blank);
        if (line.ContainsAnyInRange((byte)0, (byte)0x1F) || line.Contains((byte)0x7F) || line.Length >= MaxLength)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"What {source} holds is no token or password: it has line ends or other control characters in it, or is too long.", "Correct it there, then import it again.") { Target = source };
        }

        return line.IsEmpty ? null : new SecretBuffer(line);
    }
}
