using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>A file that a user names for an import.</summary>
internal static class ForeignFile
{
    /// <summary>The whole file, at most this long.</summary>
    public static byte[] Read(string path, int maxLength)
    {
        try
        {
            using FileStream stream = PrivateFile.OpenRead(path);
            if (stream.Length > maxLength)
            {
                throw new DevFlowException(ErrorReason.InvalidArgument, $"The file '{path}' is too long to be what it should be.", "Check the path.") { Target = path };
            }

            byte[] content = GC.AllocateUninitializedArray<byte>((int)stream.Length, pinned: true);
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The file '{path}' cannot be read: {error.Message.TrimEnd('.')}.", "Check the path, and that this account may read it.", error) { Target = path };
        }
    }
}
