using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The credential store below the home folder: encrypted, one file a credential, safe to use from many processes at once.
/// Nothing is touched before the first call; reading founds nothing. docs/security.md describes every byte.
/// </summary>
internal sealed class CredentialStore(StoreFolder folder, StoreUnlocker unlocker, TimeProvider time) : IDisposable
{
    /// <summary>Holds the keys while the store is unlocked.</summary>
    public StoreUnlocker Unlocker => unlocker;

    /// <summary>Stores a secret under the draft's name, as the next version where there is one already.</summary>
    /// <param name="draft">What is known about the secret; version and time of storing are assigned here.</param>
    /// <param name="secret">The secret; not kept.</param>
    /// <param name="note">What the audit log is told.</param>
    /// <param name="cancellationToken">Cancels the wait for other processes; a write that has begun is finished.</param>
    /// <returns>The description as stored.</returns>
    public Task<Credential> SaveAsync(Credential draft, ReadOnlyMemory<byte> secret, AuditNote note, CancellationToken cancellationToken)
    {
        Validate(draft, MetaCodec.Encode(draft).Length, secret.Length);
        return WithLockAsync(draft.Name, (locked, token) => locked.SaveAsync(draft, secret, note, token), cancellationToken);
    }

    /// <summary>
    /// Runs an action while no other process or thread can write the name: what it reads stays as it is until it has written.
    /// Founds the store where there is none.
    /// </summary>
    public async Task<T> WithLockAsync<T>(
        string name,
        Func<LockedCredential, CancellationToken, Task<T>> action,
        CancellationToken cancellationToken)
    {
        CredentialName parsed = CredentialName.Parse(name);
        StoreKeys keys = unlocker.TryOpen() ?? await unlocker.FoundAsync(cancellationToken).ConfigureAwait(false);
        folder.Create();
        using FileLock held = await folder.LockAsync(folder.LockOf(keys.IdOf(parsed)), cancellationToken).ConfigureAwait(false);
        return await action(new LockedCredential(this, parsed), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the next version; only under the credential's lock.</summary>
    internal async Task<Credential> WriteAsync(Credential draft, ReadOnlyMemory<byte> secret, AuditNote note, CancellationToken cancellationToken)
    {
        byte[] meta = MetaCodec.Encode(draft);
        Validate(draft, meta.Length, secret.Length);
        StoreKeys keys = unlocker.TryOpen()!;
        CredentialId id = keys.IdOf(CredentialName.Parse(draft.Name));
        string path = folder.PathOf(id);
        long version = 1 + (Read(path, keys)?.Credential.Version ?? 0);
        EnvelopeHeader header = new(keys.StoreId, id, draft.Kind, version, Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds()));
        byte[] file = Envelope.Seal(header, keys, meta, secret.Span);
        await folder.WriteAsync(path, file, cancellationToken).ConfigureAwait(false);
        return MetaCodec.Decode(meta, header);
    }

    /// <summary>What is known about a credential; null where no credential has the name. Opens no secret.</summary>
    public Credential? Find(string name) => Find(CredentialName.Parse(name));

    internal Credential? Find(CredentialName name) =>
        unlocker.TryOpen() is StoreKeys keys ? Read(folder.PathOf(keys.IdOf(name)), keys)?.Credential : null;

    /// <summary>All credentials that can be read, by name. Opens no secret.</summary>
    public IReadOnlyList<Credential> List() =>
        [.. ListEntries().Select(static entry => entry.Credential).OfType<Credential>()];

    /// <summary>All files: the readable by name, then those that were refused, each with its error. Opens no secret.</summary>
    public IReadOnlyList<CredentialEntry> ListEntries()
    {
        if (unlocker.TryOpen() is not StoreKeys keys)
        {
            return [];
        }

        List<CredentialEntry> entries = [];
        foreach (string path in folder.List())
        {
            try
            {
                if (Read(path, keys)?.Credential is Credential credential)
                {
                    entries.Add(new CredentialEntry(path, credential, Error: null));
                }
            }
            catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
            {
                entries.Add(new CredentialEntry(path, Credential: null, error));
            }
        }

        return [.. entries
            .OrderBy(static entry => entry.Credential is null)
            .ThenBy(static entry => entry.Credential?.Name ?? entry.Path, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Opens a secret. The caller disposes the buffer as soon as the secret was used.</summary>
    public SecretBuffer OpenSecret(string name, AuditNote note) => OpenSecret(CredentialName.Parse(name), note);

    internal SecretBuffer OpenSecret(CredentialName name, AuditNote note)
    {
        if (unlocker.TryOpen() is StoreKeys keys)
        {
            string path = folder.PathOf(keys.IdOf(name));
            if (Read(path, keys) is var (envelope, _))
            {
                return StoreFolder.Refusing(path, () => envelope.OpenSecret(keys));
            }
        }

        throw new DevFlowException(
            ErrorReason.CredentialNotFound,
            $"No stored credential has the name '{name.Given}'.",
            "List the credentials there are, or store one under this name.") { Target = name.Given };
    }

    /// <summary>Removes a credential, readable or not; false where no credential has the name.</summary>
    public async Task<bool> RemoveAsync(string name, AuditNote note, CancellationToken cancellationToken)
    {
        CredentialName parsed = CredentialName.Parse(name);
        if (unlocker.TryOpen() is not StoreKeys keys)
        {
            return false;
        }

        CredentialId id = keys.IdOf(parsed);
        using FileLock held = await folder.LockAsync(folder.LockOf(id), cancellationToken).ConfigureAwait(false);
        return PrivateFile.Remove(folder.PathOf(id));
    }

    public void Dispose() => unlocker.Dispose();

    private static void Validate(Credential draft, int metaLength, int secretLength)
    {
        if (secretLength == 0 || Envelope.LengthFor(metaLength, secretLength) > Envelope.MaxLength)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"The secret of '{draft.Name}' cannot be stored: it is empty or longer than a file of the store may be.",
                "Store a secret of at most one million bytes.") { Target = draft.Name };
        }

        if (!Enum.IsDefined(draft.Kind))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The credential '{draft.Name}' is of an unknown kind.") { Target = draft.Name };
        }
    }

    /// <summary>Reads a file as far as to be sure that it is this store's, of this name, and unchanged in its header and description.</summary>
    private static (Envelope Envelope, Credential Credential)? Read(string path, StoreKeys keys)
    {
        if (StoreFolder.TryRead(path, Envelope.MaxLength) is not byte[] content)
        {
            return null;
        }

        Envelope envelope = StoreFolder.Refusing(path, () => Envelope.Parse(content));
        string? fault = envelope switch
        {
            _ when envelope.Header.StoreId != keys.StoreId => "it belongs to another store",
            _ when envelope.Header.CredentialId.ToString() != Path.GetFileNameWithoutExtension(path) => "it belongs to another credential",
            _ when keys.For(envelope.RootKeyId) is null => "it names a root key this store does not have",
            _ => null,
        };
        if (fault is not null)
        {
            throw StoreFolder.Corrupt(path, fault);
        }

        return (envelope, OpenMeta(path, envelope, keys));
    }

    private static Credential OpenMeta(string path, Envelope envelope, StoreKeys keys) =>
        StoreFolder.Refusing(path, () =>
        {
            using SecretBuffer meta = envelope.OpenMeta(keys);
            Credential credential = MetaCodec.Decode(meta.Bytes, envelope.Header);
            return keys.IdOf(CredentialName.Parse(credential.Name)) == envelope.Header.CredentialId
                ? credential
                : throw new EnvelopeException("it describes another credential");
        });
}
