using System.Collections.Concurrent;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The descriptions that were opened under one set of keys. A file whose bytes are the same to the last opens to the same description,
/// so of a list only what is new to this process is opened. Nothing else is left out: each file is read, its digest computed and
/// compared with the ledger; the digest does not cover the wrapped key (part B), which is therefore compared as it is.
/// </summary>
internal sealed class OpenedDescriptions
{
    private readonly ConcurrentDictionary<CredentialId, Opened> _opened = new();

    /// <summary>The description as bytes; null where this very file was not opened before.</summary>
    public byte[]? Find(Envelope envelope, byte[] digest) =>
        _opened.TryGetValue(envelope.Header.CredentialId, out Opened? opened)
            && digest.AsSpan().SequenceEqual(opened.Digest)
            && envelope.WrappedKey.SequenceEqual(opened.WrappedKey) ? opened.Meta : null;

    public void Keep(Envelope envelope, byte[] digest, ReadOnlySpan<byte> meta) =>
        _opened[envelope.Header.CredentialId] = new Opened(digest, envelope.WrappedKey.ToArray(), meta.ToArray());

    private sealed record Opened(byte[] Digest, byte[] WrappedKey, byte[] Meta);
}
