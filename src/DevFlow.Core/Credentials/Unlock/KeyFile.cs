using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>A key of 32 bytes in a file: one line of Base64, for its owner's eyes only.</summary>
/// <remarks>0600 on Unix; refused where others may read it, where it is a symbolic link or somebody else's.</remarks>
internal static class KeyFile
{
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
            throw Refused(path, $"cannot be read ({error.Message.TrimEnd('.')})", "Give this account the right to read it.");
        }
    }

    /// <summary>Creates the file; leaves one that is there already as it is.</summary>
    public static void Create(string path, SecretBuffer key)
    {
        try
        {
            PrivateFolder.Create(Path.GetDirectoryName(path)!);
            using SecretBuffer line = KeyText.Format(key);
            PrivateFile.TryCreate(path, line.Bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, $"cannot be created ({error.Message.TrimEnd('.')})", $"Set {KeySource.FileVariable} to a path you may write.");
        }
    }

    private static SecretBuffer Read(string path)
    {
        // A dangling link has a target but does not exist: it must not pass for "no key yet".
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw Refused(path, "is a symbolic link", $"Put the key itself there, or set {KeySource.FileVariable} to where it is.");
        }

        using FileStream stream = PrivateFile.OpenRead(path);
        if (PrivateFile.FindFault(stream.SafeFileHandle) is string fault)
        {
            throw Refused(
                path,
                $"is not yours alone: {fault}",
                $"Run: chmod 600 '{path}', and consider the key known if others use this machine; or set {KeySource.FileVariable} to a key file of your own.");
        }

        if (stream.Length > KeyText.MaxLength)
        {
            throw WrongContent(path);
        }

        using SecretBuffer line = new((int)stream.Length);
        stream.ReadExactly(line.Writable);
        return KeyText.TryParse(line.Bytes) ?? throw WrongContent(path);
    }

    private static KeyUnavailableException WrongContent(string path) =>
        Refused(path, $"does not hold one line of Base64 with a key of {Aead.KeyLength} bytes", "Restore it from a backup.");

    private static KeyUnavailableException Refused(string path, string cause, string action) => new($"the key file '{path}' {cause}", action);
}
