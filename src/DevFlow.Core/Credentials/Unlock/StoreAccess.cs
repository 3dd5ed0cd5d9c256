using System.Collections.Concurrent;
using System.Globalization;
using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>
/// What a person does with the store as a whole: unlock it, lock it, change what opens it and the root key itself. Payloads
/// are never encrypted anew for it. All of it is in the audit log.
/// </summary>
internal sealed class StoreAccess(StoreFolder folder, StoreUnlocker unlocker, CredentialStore store, TimeProvider time)
{
    /// <summary>Nobody needs to know of more; who tries passphrases in a loop shall not fill the memory.</summary>
    private const int MaxFailures = 100;

    private readonly ConcurrentQueue<AuditNote> _failures = new();

    /// <summary>What there is and whether it opens; tries to open it.</summary>
    public CredentialStoreStatus GetStatus() => unlocker.GetStatus();

    /// <summary>Opens the store with what a person gave, or as every command does where nobody gave anything; ends a lock.</summary>
    public CredentialStoreStatus Unlock(UnlockRequest request, AuditNote note)
    {
        try
        {
            unlocker.Unlock(request);
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreLocked)
        {
            Remember(note);
            throw;
        }

        while (_failures.TryDequeue(out AuditNote? failed))
        {
            store.RecordWhereItCanBe(failed, ErrorReason.StoreLocked);
        }

        CredentialStoreStatus status = unlocker.GetStatus();
        store.RecordWhereItCanBe(note with { Operation = AuditOperation.Unlock, Detail = status.Methods.FirstOrDefault(method => method.Id == status.UnlockedBy) is { } by ? $"{by.Kind} {by.Id}" : null });
        return status;
    }

    /// <summary>Wipes the keys, and opens the store no more in this process until it is unlocked.</summary>
    public void Lock(AuditNote note)
    {
        try
        {
            store.RecordWhereItCanBe(note with { Operation = AuditOperation.Lock });
        }
        finally
        {
            unlocker.Lock();
        }
    }

    /// <summary>Adds a way to open the store; where there is none, founds one that this alone opens.</summary>
    public async Task<UnlockMethod> AddAsync(UnlockMethodDraft draft, AuditNote note, CancellationToken cancellationToken)
    {
        using FileLock held = await LockAsync(cancellationToken).ConfigureAwait(false);
        if (unlocker.TryOpen() is null && await TryFoundAsync(draft, cancellationToken).ConfigureAwait(false) is UnlockSlot first)
        {
            store.Record(note with { Operation = AuditOperation.ChangeMethods, Detail = $"founded with {first.Name}" });
            return unlocker.ToMethod(first);
        }

        OpenStore open = Require();
        (UnlockSlot slot, SecretBuffer key) = Create(open, draft);
        using (key)
        {
            store.Record(note with { Operation = AuditOperation.ChangeMethods, Detail = $"added {slot.Name}" });
            await WriteAsync(open.Keys, [.. open.Descriptor.Slots, open.Keys.Seal(slot, key)], open.Keys.Previous, cancellationToken).ConfigureAwait(false);
        }

        return unlocker.ToMethod(slot);
    }

    /// <summary>Gives a passphrase slot another passphrase.</summary>
    public async Task<UnlockMethod> ChangePassphraseAsync(string id, SecretBuffer passphrase, AuditNote note, CancellationToken cancellationToken)
    {
        using FileLock held = await LockAsync(cancellationToken).ConfigureAwait(false);
        OpenStore open = Require();
        UnlockSlot old = Find(open, id);
        if (old.Kind != UnlockMethodKind.Passphrase)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"{old.Name} has no passphrase.", "Name a method of the kind Passphrase.") { Target = id };
        }

        (UnlockSlot created, SecretBuffer key) = Create(open, new UnlockMethodDraft(UnlockMethodKind.Passphrase) { Passphrase = passphrase });
        using (key)
        {
            UnlockSlot changed = open.Keys.Seal(created with { Id = old.Id }, key);
            store.Record(note with { Operation = AuditOperation.ChangeMethods, Detail = $"changed {old.Name}" });
            await WriteAsync(open.Keys, open.Descriptor.Slots.Replace(old, changed), open.Keys.Previous, cancellationToken).ConfigureAwait(false);
            return unlocker.ToMethod(changed);
        }
    }

    /// <summary>Removes a way to open the store.</summary>
    /// <param name="id">The method.</param>
    /// <param name="keepRootKey">Leaves the root key as it is, which whoever used the method may have kept.</param>
    /// <param name="request">Passphrases of the slots that stay, which a change of the root key needs.</param>
    /// <param name="note">What the audit log is told.</param>
    /// <param name="cancellationToken">Ends it between files; to be finished by <see cref="ChangeRootKeyAsync"/>.</param>
    public async Task RemoveAsync(string id, bool keepRootKey, UnlockRequest request, AuditNote note, CancellationToken cancellationToken)
    {
        using FileLock held = await LockAsync(cancellationToken).ConfigureAwait(false);
        OpenStore open = Require();
        UnlockSlot slot = Find(open, id);
        UnlockSlot[] rest = [.. open.Descriptor.Slots.Where(other => other.Id != slot.Id)];
        if (rest.Length == 0)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"{slot.Name} is the last method that opens the store.",
                "Add another one first with Add-DevFlowCredentialUnlockMethod.") { Target = id };
        }

        store.Record(note with { Operation = AuditOperation.ChangeMethods, Detail = $"removed {slot.Name}" });
        if (keepRootKey)
        {
            await WriteAsync(open.Keys, rest, open.Keys.Previous, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await FinishAsync(open, cancellationToken).ConfigureAwait(false);
            await BeginAsync(Require(), rest, request, note, cancellationToken).ConfigureAwait(false);
        }

        unlocker.Forget(open.Keys.StoreId, slot);
        await FinishAsync(Require(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the store a new root key; finishes a change that was begun before, where there is one.</summary>
    /// <param name="request">Passphrases of the store's slots.</param>
    /// <param name="note">What the audit log is told.</param>
    /// <param name="cancellationToken">Ends it between files; done again it goes on there.</param>
    public async Task ChangeRootKeyAsync(UnlockRequest request, AuditNote note, CancellationToken cancellationToken)
    {
        using FileLock held = await LockAsync(cancellationToken).ConfigureAwait(false);
        OpenStore open = Require();
        if (open.Descriptor.Previous is null)
        {
            await BeginAsync(open, open.Descriptor.Slots, request, note, cancellationToken).ConfigureAwait(false);
        }

        await FinishAsync(Require(), cancellationToken).ConfigureAwait(false);
    }

    // The log needs a key: what failed is told with what does not, and with who it was.
    private void Remember(AuditNote note)
    {
        if (_failures.Count < MaxFailures)
        {
            string when = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            _failures.Enqueue(note with { Operation = AuditOperation.UnlockFailed, Caller = note.Caller ?? CallerScope.Current, Detail = $"at {when}" });
        }
    }

    // From here on files are written under the new root key; the old one is sealed under it until no file names it.
    private async Task BeginAsync(OpenStore open, IEnumerable<UnlockSlot> slots, UnlockRequest request, AuditNote note, CancellationToken cancellationToken)
    {
        using StoreKeys successor = open.Keys.CreateSuccessor();
        List<UnlockSlot> resealed = [];
        foreach (UnlockSlot slot in slots)
        {
            resealed.Add(Reseal(open.Descriptor, slot, successor, request));
        }

        StoreDescriptor descriptor = successor.Describe(resealed, previous: open.Keys);
        store.Record(note with { Operation = AuditOperation.ChangeRootKey, Detail = $"from {open.Keys.RootKeyId} to {successor.RootKeyId}" });
        using FileLock held = await folder.LockAsync(folder.StoreLock(), cancellationToken).ConfigureAwait(false);
        await unlocker.WriteAsync(descriptor, successor.Reopen(descriptor), cancellationToken).ConfigureAwait(false);
    }

    private async Task FinishAsync(OpenStore open, CancellationToken cancellationToken)
    {
        if (open.Keys.Previous is StoreKeys previous)
        {
            await store.RewrapAsync(previous, open.Keys, cancellationToken).ConfigureAwait(false);
            await WriteAsync(open.Keys, open.Descriptor.Slots, previous: null, cancellationToken).ConfigureAwait(false);
        }
    }

    private UnlockSlot Reseal(StoreDescriptor descriptor, UnlockSlot slot, StoreKeys successor, UnlockRequest request)
    {
        try
        {
            using OpenedSlot opened = unlocker.OpenSlot(descriptor, slot, request);
            return successor.Seal(slot, opened.Key);
        }
        catch (KeyUnavailableException error)
        {
            throw new DevFlowException(
                ErrorReason.StoreLocked,
                $"The root key was not changed: {slot.Name} cannot be given the new one, {error.Message}.",
                slot.Kind == UnlockMethodKind.Passphrase ? "Give its passphrase with -Passphrase, or remove the method." : $"{error.Action} Or remove the method.") { Target = slot.Id };
        }
    }

    private (UnlockSlot Slot, SecretBuffer Key) Create(OpenStore open, UnlockMethodDraft draft)
    {
        try
        {
            (UnlockSlot slot, SecretBuffer key) = unlocker.CreateSlot(open.Keys.StoreId, draft);
            if (!open.Descriptor.Slots.Any(other => IsSame(other, slot)))
            {
                return (slot, key);
            }

            key.Dispose();
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The store is opened by this {slot.Kind} already.", "Get-DevFlowCredentialStore shows what opens it.");
        }
        catch (KeyUnavailableException error)
        {
            throw Impossible(draft, error);
        }
    }

    private async Task<UnlockSlot?> TryFoundAsync(UnlockMethodDraft draft, CancellationToken cancellationToken)
    {
        try
        {
            return await unlocker.TryFoundAsync(draft, cancellationToken).ConfigureAwait(false);
        }
        catch (KeyUnavailableException error)
        {
            throw Impossible(draft, error);
        }
    }

    private static DevFlowException Impossible(UnlockMethodDraft draft, KeyUnavailableException error) =>
        new(ErrorReason.InvalidArgument, $"The method {draft.Kind} cannot be added: {error.Message}.", error.Action);

    // Those that make a key for each slot are never the same: they differ in salt or in what their keystore keeps.
    private static bool IsSame(UnlockSlot one, UnlockSlot other) =>
        one.Kind == other.Kind
        && one.Kind is not (UnlockMethodKind.Keychain or UnlockMethodKind.SecretService)
        && one.Parameters.SequenceEqual(other.Parameters);

    private async Task WriteAsync(StoreKeys keys, IEnumerable<UnlockSlot> slots, StoreKeys? previous, CancellationToken cancellationToken)
    {
        StoreDescriptor descriptor = keys.Describe(slots, previous);
        using FileLock held = await folder.LockAsync(folder.StoreLock(), cancellationToken).ConfigureAwait(false);
        await unlocker.WriteAsync(descriptor, keys.Reopen(descriptor), cancellationToken).ConfigureAwait(false);
    }

    private OpenStore Require() => unlocker.TryOpenStore() ?? throw new DevFlowException(
        ErrorReason.NotFound,
        $"There is no credential store in '{folder.HomePath}' yet.",
        "Store a credential first, or add a method with Add-DevFlowCredentialUnlockMethod.") { Target = folder.HomePath };

    private static UnlockSlot Find(OpenStore open, string id) =>
        open.Descriptor.Slots.FirstOrDefault(slot => string.Equals(slot.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new DevFlowException(ErrorReason.NotFound, $"No method with the id '{id}' opens the store.", "Get-DevFlowCredentialStore shows those there are.") { Target = id };

    // Taken before credentials' locks and the store's: whoever changes what opens the store is alone with it.
    private async Task<FileLock> LockAsync(CancellationToken cancellationToken)
    {
        folder.Create();
        return await folder.LockAsync(folder.UnlockMethodsLock(), cancellationToken).ConfigureAwait(false);
    }
}
