using System.Runtime.CompilerServices;
using DevFlow.Core.Files;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The credential store below the home folder: encrypted, one file a credential, safe to use from many processes at once, and with a
/// log of all that is done. Nothing is touched before the first call; reading founds nothing. docs/security.md describes every byte.
/// </summary>
internal sealed class CredentialStore : IDisposable
{
    private readonly StoreFolder _folder;
    private readonly StoreUnlocker _unlocker;
    private readonly TimeProvider _time;
    private readonly ILogger<CredentialStore> _logger;
    private readonly Ledger _ledger;

    // What was opened goes with the keys that opened it.
    private readonly ConditionalWeakTable<StoreKeys, OpenedDescriptions> _opened = [];
    private int _swept;

    public CredentialStore(StoreFolder folder, StoreUnlocker unlocker, TimeProvider time, ILogger<CredentialStore> logger, LedgerLimits? limits = null)
    {
        _folder = folder;
        _unlocker = unlocker;
        _time = time;
        _logger = logger;
        _ledger = new Ledger(folder, time, limits ?? new LedgerLimits());
        unlocker.Founding = _ledger.Found;
        Access = new StoreAccess(folder, unlocker, this, time);
    }

    /// <summary>Holds the keys while the store is unlocked.</summary>
    public StoreUnlocker Unlocker => _unlocker;

    /// <summary>Opens and locks the store, and changes what opens it.</summary>
    public StoreAccess Access { get; }

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
    public async Task<T> WithLockAsync<T>(string name, Func<LockedCredential, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        CredentialName parsed = CredentialName.Parse(name);
        StoreKeys keys = _unlocker.TryOpen() ?? await _unlocker.FoundAsync(cancellationToken).ConfigureAwait(false);
        using FileLock held = await LockAsync(keys.IdOf(parsed), cancellationToken).ConfigureAwait(false);
        return await action(new LockedCredential(this, parsed), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is known about a credential; null where no credential has the name. Opens no secret.</summary>
    public Credential? Find(string name) => Find(CredentialName.Parse(name));

    /// <summary>All credentials that can be read, by name. Opens no secret.</summary>
    public IReadOnlyList<Credential> List() => [.. ReadAll().Select(static entry => entry.Credential).OfType<Credential>()];

    /// <summary>All files: the readable by name, then those that were refused, each with its error. Opens no secret.</summary>
    public IReadOnlyList<CredentialEntry> ListEntries(AuditNote? note = null)
    {
        IReadOnlyList<CredentialEntry> entries = ReadAll();
        RecordWhereItCanBe(note ?? new AuditNote(AuditOperation.List));
        return entries;
    }

    /// <summary>Opens a secret, once the log says so. The caller disposes the buffer as soon as the secret was used.</summary>
    /// <exception cref="DevFlowException">AuditUnwritable where the log cannot be written: nothing is opened then.</exception>
    public SecretBuffer OpenSecret(string name, AuditNote note) => OpenSecret(CredentialName.Parse(name), note);

    /// <summary>Removes a credential, readable or not; false where no credential has the name.</summary>
    public async Task<bool> RemoveAsync(string name, AuditNote note, CancellationToken cancellationToken)
    {
        CredentialName parsed = CredentialName.Parse(name);
        if (_unlocker.TryOpen() is not StoreKeys keys)
        {
            return false;
        }

        CredentialId id = keys.IdOf(parsed);
        using FileLock held = await LockAsync(id, cancellationToken).ConfigureAwait(false);
        return Files(_unlocker.TryOpen()!).Remove(id, note);
    }

    /// <summary>Writes into the log what concerns the whole store; nothing where no store was founded.</summary>
    public void Record(AuditNote note, ErrorReason? error = null)
    {
        if (_unlocker.TryOpen() is StoreKeys keys)
        {
            Files(keys).Record(note, error);
        }
    }

    /// <summary>The same where the log can be written: what opens no secret is not held up by one that is full, damaged or locked.</summary>
    internal void RecordWhereItCanBe(AuditNote note, ErrorReason? error = null)
    {
        try
        {
            Record(note, error);
        }
        catch (DevFlowException failed) when (failed.Reason is ErrorReason.AuditUnwritable or ErrorReason.StoreCorrupt or ErrorReason.StoreLocked)
        {
            _logger.LogWarning("{Message} The operation {Operation} is not in the log.", failed.Message, note.Operation);
        }
    }

    /// <summary>The log, oldest first, each entry verified together with all before it.</summary>
    public IAsyncEnumerable<AuditEntry> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken) =>
        new AuditReader(_folder, _ledger).Read(_unlocker.TryOpen(), query, List, cancellationToken).ToAsyncEnumerable();

    /// <summary>Verifies every file, what must be there, the whole log and the permissions, and notes the verdict in the log where it can.</summary>
    public Task<StoreReport> VerifyAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            StoreReport report = new StoreVerifier(_folder, _ledger, _time).Verify(_unlocker.TryOpen() is StoreKeys keys ? Files(keys, new OpenedDescriptions()) : null, cancellationToken);
            RecordWhereItCanBe(new AuditNote(AuditOperation.Verify), report.IsSound ? null : ErrorReason.StoreCorrupt);
            return report;
        },
        cancellationToken);

    /// <summary>Sets damaged files aside and goes on with what can be authenticated; the log says so.</summary>
    public async Task<StoreRepair> RepairAsync(AuditNote note, CancellationToken cancellationToken)
    {
        StoreRepairer repairer = new(_folder, _ledger, note with { Operation = AuditOperation.Repair }, _time);
        using (await _folder.LockAsync(_folder.UnlockMethodsLock(), cancellationToken).ConfigureAwait(false))
        {
            if (_unlocker.TryOpen() is StoreKeys keys)
            {
                await Task.Run(() => repairer.RepairAsync(keys, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
        }

        StoreReport left = await VerifyAsync(cancellationToken).ConfigureAwait(false);
        return new StoreRepair { RepairedAt = _time.GetUtcNow(), Found = repairer.Found, SetAside = repairer.SetAside, Left = left.Findings };
    }

    /// <summary>
    /// Puts every file under another root key; the payloads stay as they are. Files that are under it already are left alone, so it can be
    /// repeated after an interruption. Afterwards nothing in the store names the old root key.
    /// </summary>
    /// <exception cref="DevFlowException">StoreCorrupt when all others are done, where files were refused: the old root key must stay for them.</exception>
    public async Task RewrapAsync(StoreKeys from, StoreKeys to, CancellationToken cancellationToken)
    {
        List<string> refused = [];
        foreach (string path in _folder.List())
        {
            if (CredentialId.TryParse(Path.GetFileNameWithoutExtension(path)) is CredentialId id)
            {
                using FileLock held = await LockAsync(id, cancellationToken).ConfigureAwait(false);
                try
                {
                    await Files(to).RewrapAsync(path, from, cancellationToken).ConfigureAwait(false);
                }
                catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
                {
                    refused.Add(path);
                }
            }
        }

        if (refused.Count > 0)
        {
            throw new DevFlowException(
                ErrorReason.StoreCorrupt,
                $"The root key was changed, but these files were refused and are not under it: {string.Join(", ", refused)}. The old root key is kept for them.",
                "Restore them from a backup, or set them aside with Repair-DevFlowCredentialStore; then finish with Update-DevFlowCredentialRootKey.") { Target = refused[0] };
        }

        _ledger.Checkpoint(to);
    }

    public void Dispose() => _unlocker.Dispose();

    internal Credential? Find(CredentialName name) => WithKeys(keys => Files(keys).Read(keys.IdOf(name))?.Credential);

    internal SecretBuffer OpenSecret(CredentialName name, AuditNote note) =>
        WithKeys(keys => OpenSecret(Files(keys), keys.IdOf(name), note)) ?? throw NotFound(name.Given);

    /// <summary>Writes the next version; only under the credential's lock.</summary>
    internal async Task<Credential> WriteAsync(Credential draft, ReadOnlyMemory<byte> secret, AuditNote note, CancellationToken cancellationToken)
    {
        byte[] meta = MetaCodec.Encode(draft);
        Validate(draft, meta.Length, secret.Length);
        StoreKeys keys = _unlocker.TryOpen()!;
        Credential saved = await Files(keys).WriteAsync(draft, meta, secret, note, cancellationToken).ConfigureAwait(false);

        // A change of the root key that began meanwhile may have passed over the file before it was there.
        if (_unlocker.TryOpen() is StoreKeys latest && !ReferenceEquals(keys, latest))
        {
            string path = _folder.PathOf(latest.IdOf(CredentialName.Parse(draft.Name)));
            await Files(latest).RewrapAsync(path, keys, CancellationToken.None).ConfigureAwait(false);
        }

        return saved;
    }

    internal static DevFlowException NotFound(string name) => new(
        ErrorReason.CredentialNotFound,
        $"No stored credential has the name '{name}'.",
        "Get-DevFlowCredential lists those there are; Set-DevFlowCredential stores one.") { Target = name };

    internal SpaceReservation Reserve() => SpaceReservation.Take(_folder.CredentialFolder);

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
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The credential '{draft.Name}' is of an unknown kind.", $"Choose one of {string.Join(", ", Enum.GetNames<CredentialKind>())}.") { Target = draft.Name };
        }
    }

    private static SecretBuffer? OpenSecret(CredentialFiles files, CredentialId id, AuditNote note)
    {
        try
        {
            return files.Read(id) is CredentialFile file ? files.OpenSecret(file, note) : null;
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            files.ReportTampering(id);
            throw;
        }
    }

    /// <summary>Reads under the keys of this moment; null where no store was founded.</summary>
    private T? WithKeys<T>(Func<StoreKeys, T?> read)
        where T : class
    {
        while (_unlocker.TryOpen() is StoreKeys keys)
        {
            try
            {
                return read(keys);
            }
            catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt && !ReferenceEquals(_unlocker.TryOpen(), keys))
            {
                // The root key was changed while we read.
            }
        }

        return null;
    }

    private IReadOnlyList<CredentialEntry> ReadAll() => WithKeys(keys => Files(keys).ReadAll()) ?? [];

    private CredentialFiles Files(StoreKeys keys) => Files(keys, _opened.GetOrCreateValue(keys));

    private CredentialFiles Files(StoreKeys keys, OpenedDescriptions opened) => new(_folder, _ledger, keys, opened, _time, _logger);

    private Task<FileLock> LockAsync(CredentialId id, CancellationToken cancellationToken)
    {
        _folder.Create();
        if (Interlocked.Exchange(ref _swept, 1) == 0)
        {
            _folder.Sweep();
        }

        return _folder.LockAsync(_folder.LockOf(id), cancellationToken);
    }
}
