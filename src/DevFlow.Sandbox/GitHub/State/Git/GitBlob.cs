namespace DevFlow.Sandbox.GitHub;

/// <summary>A file's content.</summary>
internal sealed class GitBlob(byte[] content)
{
    public byte[] Content { get; } = content;

    public string Sha { get; } = GitHash.OfBlob(content);
}
