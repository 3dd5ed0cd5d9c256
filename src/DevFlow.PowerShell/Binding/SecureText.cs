using System.Runtime.InteropServices;
using System.Security;
using DevFlow.Core.Credentials;

namespace DevFlow.PowerShell.Binding;

/// <summary>The edge between SecureString, which PowerShell users expect, and the engine's pinned buffers.</summary>
internal static class SecureText
{
    public static SecretBuffer ToBuffer(SecureString text)
    {
        try
        {
            return Copy(text);
        }
        catch (ObjectDisposedException)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                "The secret was disposed, as the token of a stopped sandbox is.",
                "Give it anew; for a sandbox, use the one a new Start-DevFlowSandbox returns.");
        }
    }

    public static SecureString ToSecureString(SecretBuffer secret)
    {
        SecureString result = new();
        using SecretChars text = secret.ToChars();
        foreach (char c in text.Chars)
        {
            result.AppendChar(c);
        }

        result.MakeReadOnly();
        return result;
    }

    private static SecretBuffer Copy(SecureString text)
    {
        char[] chars = GC.AllocateUninitializedArray<char>(text.Length, pinned: true);
        nint copy = Marshal.SecureStringToGlobalAllocUnicode(text);
        try
        {
            Marshal.Copy(copy, chars, 0, chars.Length);
            return SecretBuffer.FromChars(chars);
        }
        finally
        {
            Array.Clear(chars);
            Marshal.ZeroFreeGlobalAllocUnicode(copy);
        }
    }
}
