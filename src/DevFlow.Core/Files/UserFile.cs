namespace DevFlow.Core.Files;

/// <summary>A file that a user names; what is in it may be secret.</summary>
internal static class UserFile
{
    /// <summary>The whole file; the caller disposes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxLength">In bytes; a longer file is refused.</param>
    /// <exception cref="DevFlowException">NotFound where there is none, InvalidArgument where it is too long or cannot be read.</exception>
    public static SecretBuffer Read(string path, int maxLength)
    {
        try
        {
            using FileStream stream = PrivateFile.OpenRead(path);
            if (stream.Length > maxLength)
            {
                throw new DevFlowException(ErrorReason.InvalidArgument, $"The file '{path}' is too long to be what it should be.", "Check the path.") { Target = path };
            }

            SecretBuffer content = new((int)stream.Length);
            stream.ReadExactly(content.Writable);
            return content;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DevFlowException(ErrorReason.NotFound, $"There is no file '{path}'.", "Check the path.", error) { Target = path };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The file '{path}' cannot be read: {error.Message.TrimEnd('.')}.", "Check the path, and that this account may read it.", error) { Target = path };
        }
    }
}
