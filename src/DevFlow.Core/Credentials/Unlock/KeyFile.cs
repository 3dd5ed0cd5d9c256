using System.Buffers.Text;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>The root key on disk: one line of Base64.</summary>
/// <remarks>
/// Unix: the 32 bytes themselves, 0600, refused where others may read it, where it is a symbolic link or somebody else's.
/// Windows: the 32 bytes protected by DPAPI for the current user, entropy "devflow/root-key".
/// </remarks>
internal static class KeyFile
{
    private const int MaxFileLength = 4096;

    private static ReadOnlySpan<byte> Entropy => "devflow/root-key"u8;

    /// <summary>The key; null where there is no file.</summary>
    public static SecretBuffer? TryRead(string path)
    {
        try
        {
            return Read(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Locked(path, $"it cannot be read ({error.Message.TrimEnd('.')})", "Give this account the right to read it.");
        }
    }

    /// <summary>Creates the file; leaves one that is there already as it is.</summary>
    public static void Create(string path, ReadOnlySpan<byte> key)
    {
        try
        {
            PrivateFolder.Create(Path.GetDirectoryName(path)!);
            using SecretBuffer line = OperatingSystem.IsWindows() ? ToLine(Protect(key)) : ToLine(key);
            PrivateFile.TryCreate(path, line.Bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Locked(path, $"it cannot be created ({error.Message.TrimEnd('.')})", $"Set {KeySource.FileVariable} to a path you may write.");
        }
    }

    public static DevFlowException Locked(string path, string cause, string action) =>
        new(ErrorReason.StoreLocked, $"The key file '{path}' cannot be used: {cause}.", action) { Target = path };

    private static SecretBuffer Read(string path)
    {
        // A dangling link has a target but does not exist: it must not pass for "no key yet".
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw Locked(path, "it is a symbolic link", $"Put the key itself there, or set {KeySource.FileVariable} to where it is.");
        }

        using FileStream stream = PrivateFile.OpenRead(path);
        RefuseShared(stream, path);
        if (stream.Length > MaxFileLength)
        {
            throw WrongContent(path);
        }

        using SecretBuffer line = new((int)stream.Length);
        stream.ReadExactly(line.Writable);
        using SecretBuffer decoded = new(Base64.GetMaxDecodedFromUtf8Length(line.Length));
        ReadOnlySpan<byte> trimmed = line.Bytes.TrimEnd("\r\n"u8);
        if (Base64.DecodeFromUtf8(trimmed, decoded.Writable, out _, out int length) != System.Buffers.OperationStatus.Done)
        {
            throw WrongContent(path);
        }

        SecretBuffer key = OperatingSystem.IsWindows() ? Unprotect(path, decoded.Bytes[..length]) : new SecretBuffer(decoded.Bytes[..length]);
        if (key.Length == KeySource.KeyLength)
        {
            return key;
        }

        key.Dispose();
        throw WrongContent(path);
    }

    private static void RefuseShared(FileStream stream, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Asked of the open file, so that nobody can exchange it between the check and the reading.
        UnixFileMode mode = File.GetUnixFileMode(stream.SafeFileHandle);
        if ((mode & PrivateFolder.Shared) != UnixFileMode.None)
        {
            throw Locked(path, $"its mode {Convert.ToString((int)mode, 8)} lets other users in", $"Run: chmod 600 '{path}', and consider the key known if others use this machine.");
        }

        if (UnixNative.IsForeign(stream.SafeFileHandle))
        {
            throw Locked(path, "it belongs to another user", $"Run as its owner, or set {KeySource.FileVariable} to a key file of your own.");
        }
    }

    private static DevFlowException WrongContent(string path) =>
        Locked(path, $"it does not hold one line of Base64 with a root key of {KeySource.KeyLength} bytes", "Restore it from a backup.");

    private static SecretBuffer ToLine(ReadOnlySpan<byte> content)
    {
        SecretBuffer line = new(Base64.GetMaxEncodedToUtf8Length(content.Length) + 1);
        Base64.EncodeToUtf8(content, line.Writable, out _, out int written);
        line.Writable[written] = (byte)'\n';
        return line;
    }

    [SupportedOSPlatform("windows")]
    private static byte[] Protect(ReadOnlySpan<byte> key) => ProtectedData.Protect(key, DataProtectionScope.CurrentUser, Entropy);

    [SupportedOSPlatform("windows")]
    private static SecretBuffer Unprotect(string path, ReadOnlySpan<byte> content)
    {
        byte[]? key = null;
        try
        {
            key = ProtectedData.Unprotect(content, DataProtectionScope.CurrentUser, Entropy);
            return new SecretBuffer(key);
        }
        catch (CryptographicException error)
        {
            throw Locked(
                path,
                $"Windows does not open it for this account ({error.Message.TrimEnd('.')})",
                $"Log on with the account and the profile that made it, or set {KeySource.KeyVariable}.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
