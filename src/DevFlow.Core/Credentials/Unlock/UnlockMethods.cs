using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>Changes what opens the store, and the root key itself. Payloads are never encrypted anew for it.</summary>
/// <param name="folder">The store's files.</param>
/// <param name="unlocker">Holds the keys.</param>
/// <param name="rewrap">Wraps the data keys of all files, from one root key to the next; done again it goes on where it ended.</param>
internal sealed class UnlockMethods(StoreFolder folder, StoreUnlocker unlocker, Func<StoreKeys, StoreKeys, CancellationToken, Task> rewrap)
{
    /// <summary>Adds a way to open the store, which is founded where there is none.</summary>
    public async Task<UnlockMethod> AddAsync(UnlockMethodDraft draft, CancellationToken cancellationToken)
    {
        using FileLock held = await LockAsync(cancellationToken).ConfigureAwait(false);
        if (unlocker.TryOpen() is null)
        {
            await unlocker.FoundAsync(cancellationToken).ConfigureAwait(false);
        }

        OpenStore store = Require();
        (UnlockSlot slot, SecretBuffer key) = Create(store, draft);
        using (key)
        {
            await WriteAsync(store.Keys, [.. store.Descriptor.Slots, store.Keys.Seal(slot, key)], cancellationToken).ConfigureAwait(false);
        }

        return unlocker.ToMethod(slot);
    }

    /// <summary>Gives a passphrase slot another passphrase.</summary>
    public async Task<UnlockMethod> ChangePassphraseAsync(string id, SecretBuffer passphrase, CancellationToken cancellationToken)
    {
        using FileLock held = await LockAsync(cancellationToken).ConfigureAwait(false);
        OpenStore store = Require();
        UnlockSlot old = Find(store, id);
        if (old.Kind != UnlockMethodKind.Passphrase)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"{old.Name} has no passphrase.", "Name a method of the kind Passphrase.") { Target = id };
        }

        (UnlockSlot created, SecretBuffer key) = Create(store, new UnlockMethodDraft(UnlockMethodKind.Passphrase) { Passphrase = passphrase });
        using (key)
        {
            UnlockSlot changed = store.Keys.Seal(created with { Id = old.Id }, key);
            await WriteAsync(store.Keys, store.Descriptor.Slots.Replace(old, changed), cancellationToken).ConfigureAwait(false);
            return unlocker.ToMethod(changed);
        }
    }

    /// <summary>Removes a way to open the store.</summary>
    /// <param name="id">The method.</param>
    /// <param name="keepRootKey">Leaves the root key as it is, which whoever used the method may have kept.</param>
    /// <param name="request">Passphrases of the slots that stay, which a change of the root key needs.</param>
    /// <param name="cancellationToken">Ends it between files; to be finished by <see cref="ChangeRootKeyAsync"/>.</param>
    public async Task RemoveAsync(string id, bool keepRootKey, UnlockRequest request, CancellationToken cancellationToken)
    {
        using FileLock held = await LockAsync(cancellationToken).ConfigureAwait(false);
        OpenStore store = Require();
        UnlockSlot slot = Find(store, id);
        UnlockSlot[] rest = [.. store.Descriptor.Slots.Where(other => other.Id != slot.Id)];
        if (rest.Length == 0)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"{slot.Name} is the last method that opens the store.",
                "Add another one first with Add-DevFlowCredentialUnlockMethod.") { Target = id };
        }

        if (keepRootKey)
        {
            await WriteAsync(store.Keys, rest, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await FinishAsync(store, cancellationToken).ConfigureAwait(false);
            await BeginAsync(Require(), rest, request, cancellationToken).ConfigureAwait(false);
        }

        unlocker.Forget(store.Keys.StoreId, slot);
        await FinishAsync(Require(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the store a new root key; finishes a change that was begun before, where there is one.</summary>
    /// <param name="request">Passphrases of the store's slots.</param>
    /// <param name="cancellationToken">Ends it between files; done again it goes on there.</param>
    public async Task ChangeRootKeyAsync(UnlockRequest request, CancellationToken cancellationToken)
    {
        using FileLock held = await LockAsync(cancellationToken).ConfigureAwait(false);
        OpenStore store = Require();
        if (store.Descriptor.Previous is null)
        {
            await BeginAsync(store, store.Descriptor.Slots, request, cancellationToken).ConfigureAwait(false);
        }

        await FinishAsync(Require(), cancellationToken).ConfigureAwait(false);
    }

    // From here on files are written under the new root key; the old one is sealed under it until no file names it.
    private async Task BeginAsync(OpenStore store, IEnumerable<UnlockSlot> slots, UnlockRequest request, CancellationToken cancellationToken)
    {
        using StoreKeys successor = store.Keys.CreateSuccessor();
        List<UnlockSlot> resealed = [];
        foreach (UnlockSlot slot in slots)
        {
            resealed.Add(Reseal(store.Descriptor, slot, successor, request));
        }

        StoreDescriptor descriptor = successor.Describe(resealed, previous: store.Keys);
        using FileLock held = await folder.LockAsync(folder.StoreLock(), cancellationToken).ConfigureAwait(false);
        await unlocker.WriteAsync(descriptor, successor.Reopen(descriptor), cancellationToken).ConfigureAwait(false);
    }

    private async Task FinishAsync(OpenStore store, CancellationToken cancellationToken)
    {
        if (store.Keys.Previous is not StoreKeys previous)
        {
            return;
        }

        await rewrap(previous, store.Keys, cancellationToken).ConfigureAwait(false);
        await WriteAsync(store.Keys, store.Descriptor.Slots, cancellationToken, previous: null).ConfigureAwait(false);
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

    private (UnlockSlot Slot, SecretBuffer Key) Create(OpenStore store, UnlockMethodDraft draft)
    {
        try
        {
            (UnlockSlot slot, SecretBuffer key) = unlocker.CreateSlot(store.Keys.StoreId, draft);
            if (!store.Descriptor.Slots.Any(other => IsSame(other, slot)))
            {
                return (slot, key);
            }

            key.Dispose();
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The store is opened by this {slot.Kind} already.", "Get-DevFlowCredentialStore shows what opens it.");
        }
        catch (KeyUnavailableException error)
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The method {draft.Kind} cannot be added: {error.Message}.", error.Action);
        }
    }

    // Those that make a key for each slot are never the same: they differ in salt or in what their keystore keeps.
    private static bool IsSame(UnlockSlot one, UnlockSlot other) =>
        one.Kind == other.Kind
        && one.Kind is not (UnlockMethodKind.Keychain or UnlockMethodKind.SecretService)
        && one.Parameters.SequenceEqual(other.Parameters);

    private async Task WriteAsync(StoreKeys keys, IEnumerable<UnlockSlot> slots, CancellationToken cancellationToken)
        => await WriteAsync(keys, slots, cancellationToken, keys.Previous).ConfigureAwait(false);

    private async Task WriteAsync(StoreKeys keys, IEnumerable<UnlockSlot> slots, CancellationToken cancellationToken, StoreKeys? previous)
    {
        StoreDescriptor descriptor = keys.Describe(slots, previous);
        using FileLock held = await folder.LockAsync(folder.StoreLock(), cancellationToken).ConfigureAwait(false);
        await unlocker.WriteAsync(descriptor, keys.Reopen(descriptor), cancellationToken).ConfigureAwait(false);
    }

    private OpenStore Require() => unlocker.TryOpenStore() ?? throw new DevFlowException(
        ErrorReason.NotFound,
        $"There is no credential store in '{folder.HomePath}' yet.",
        "Store a credential first, or add a method with Add-DevFlowCredentialUnlockMethod.") { Target = folder.HomePath };

    private static UnlockSlot Find(OpenStore store, string id) =>
        store.Descriptor.Slots.FirstOrDefault(slot => string.Equals(slot.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new DevFlowException(ErrorReason.NotFound, $"No method with the id '{id}' opens the store.", "Get-DevFlowCredentialStore shows those there are.") { Target = id };

    // Taken before credentials' locks and the store's: whoever changes what opens the store is alone with it.
    private async Task<FileLock> LockAsync(CancellationToken cancellationToken)
    {
        folder.Create();
        return await folder.LockAsync(folder.UnlockMethodsLock(), cancellationToken).ConfigureAwait(false);
    }
}
