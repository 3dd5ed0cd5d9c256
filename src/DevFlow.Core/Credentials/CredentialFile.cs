namespace DevFlow.Core.Credentials;

/// <summary>A file of the store, read as far as to be sure that it is this store's, of this name, and unchanged in its header and description.</summary>
internal sealed class CredentialFile
{
    private readonly string _path;
    private readonly Envelope _envelope;

    private CredentialFile(string path, Envelope envelope, byte[] digest, Credential credential)
    {
        _path = path;
        _envelope = envelope;
        Digest = digest;
        Credential = credential;
    }

    public Credential Credential { get; }

    public CredentialId Id => _envelope.Header.CredentialId;

    public byte[] Digest { get; }

    /// <exception cref="EnvelopeException">It is not what was written.</exception>
    public static CredentialFile Parse(string path, byte[] content, StoreKeys keys, OpenedDescriptions opened)
    {
        Envelope envelope = Envelope.Parse(content);
        if (envelope.Header.StoreId != keys.StoreId)
        {
            throw new EnvelopeException("it belongs to another store", StoreFindingKind.Foreign);
        }

        if (envelope.Header.CredentialId.ToString() != Path.GetFileNameWithoutExtension(path))
        {
            throw new EnvelopeException("it belongs to another credential", StoreFindingKind.Foreign);
        }

        byte[] digest = envelope.Digest();
        if (opened.Find(envelope, digest) is byte[] known)
        {
            return new CredentialFile(path, envelope, digest, MetaCodec.Decode(known, envelope.Header));
        }

        using SecretBuffer meta = envelope.OpenMeta(keys);
        Credential credential = MetaCodec.Decode(meta.Bytes, envelope.Header);
        if (keys.IdOf(CredentialName.Parse(credential.Name)) != envelope.Header.CredentialId)
        {
            throw new EnvelopeException("it describes another credential", StoreFindingKind.Foreign);
        }

        opened.Keep(envelope, digest, meta.Bytes);
        return new CredentialFile(path, envelope, digest, credential);
    }

    /// <summary>Says what is wrong with what is there, compared with what must be there; null where nothing is.</summary>
    /// <param name="file">What is there; null where nothing is.</param>
    /// <param name="entry">What must be there; null where there never was anything.</param>
    public static EnvelopeException? FindFault(CredentialFile? file, LedgerEntry? entry)
    {
        if (file is null)
        {
            return entry?.Digest is null ? null : new EnvelopeException("it is missing, but nobody removed the credential", StoreFindingKind.Deleted);
        }

        long version = file.Credential.Version;
        long recorded = entry?.Version ?? 0;
        return (version - recorded, entry?.Digest) switch
        {
            (1, _) or (<= 0, null) => null,
            (> 1, _) => new EnvelopeException($"it is version {version}, but the log knows {recorded}", StoreFindingKind.Inserted),
            (< 0, _) => new EnvelopeException($"it is version {version}, but version {recorded} was stored: an older one was put back", StoreFindingKind.RolledBack),
            (_, byte[] digest) => digest.AsSpan().SequenceEqual(file.Digest) ? null : new EnvelopeException($"it is not the version {version} that was stored"),
        };
    }

    /// <summary>
    /// True for the version after the last that was recorded: it is just being written, or its process ended before it could record it, so
    /// that nobody was told that it is stored.
    /// </summary>
    public bool IsAhead(LedgerEntry? entry) => Credential.Version == (entry?.Version ?? 0) + 1;

    /// <summary>True for what a process that ended while it removed the credential left behind.</summary>
    public bool IsRemoved(LedgerEntry? entry) => entry is { Digest: null } && Credential.Version <= entry.Version;

    public SecretBuffer OpenSecret(StoreKeys keys) => StoreFolder.Refusing(_path, () => _envelope.OpenSecret(keys));
}
