using System.Buffers.Binary;

namespace DevFlow.Core.Credentials;

/// <summary>Several byte strings as one secret: <c>layout u8 (1)</c>, then of each part <c>length u16</c> and its bytes; nothing after.</summary>
internal static class SecretParts
{
    private const byte Layout = 1;

    public static SecretBuffer Join(params ReadOnlySpan<SecretBuffer> parts)
    {
        int length = 1;
        foreach (SecretBuffer part in parts)
        {
            length += sizeof(ushort) + part.Length;
        }

        SecretBuffer joined = new(length);
        Span<byte> rest = joined.Writable;
        rest[0] = Layout;
        rest = rest[1..];
        foreach (SecretBuffer part in parts)
        {
            if (part.Length > ushort.MaxValue)
            {
                joined.Dispose();
                throw new DevFlowException(ErrorReason.InvalidArgument, "A part of the secret is longer than 64 KiB.", "Check that it is the right text: no token or key is that long.");
            }

            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)part.Length);
            part.Bytes.CopyTo(rest[sizeof(ushort)..]);
            rest = rest[(sizeof(ushort) + part.Length)..];
        }

        return joined;
    }

    /// <summary>The parts, each in a buffer the caller disposes.</summary>
    public static SecretBuffer[] Split(ReadOnlySpan<byte> joined, int count)
    {
        SecretBuffer[] parts = new SecretBuffer[count];
        ReadOnlySpan<byte> rest = joined.Length > 0 && joined[0] == Layout ? joined[1..] : throw Unknown();
        for (int index = 0; index < count; index++)
        {
            int length = rest.Length >= sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(rest) : throw Unknown();
            rest = rest[sizeof(ushort)..];
            parts[index] = new SecretBuffer(rest.Length >= length ? rest[..length] : throw Unknown());
            rest = rest[length..];
        }

        return rest.IsEmpty ? parts : throw Unknown();
    }

    // The seal held, so this is what was written: by another version, or under another kind.
    private static DevFlowException Unknown() => new(
        ErrorReason.StoreCorrupt,
        "The secret of the credential is of a layout unknown to this version of DevFlow.",
        "Update DevFlow, or store the credential again.");
}
