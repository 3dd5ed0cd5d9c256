using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>Turns what opens the store into its keys, and holds the process's one copy of them.</summary>
internal sealed class StoreUnlocker : IDisposable
{
    private readonly StoreFolder _folder;
    private readonly KeyHolders _holders;
    private readonly SlotOpener _opener;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Dictionary<string, string> _answers = [];
    private OpenStore? _open;
    private OpenStore? _written;
    private bool _lockedHere;

    public StoreUnlocker(StoreFolder folder, KeyHolders holders, TimeProvider time)
    {
        _folder = folder;
        _holders = holders;
        _opener = new SlotOpener(holders);
        _time = time;
        _timer = time.CreateTimer(_ => CloseWhenDue(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called while a store is founded, before its description makes it one: what must be there from the first moment.</summary>
    public Action<StoreKeys>? Founding { get; set; }

    /// <summary>
    /// The keys of the store as it is now; null where no store was founded yet. Asked for anew by everything that begins,
    /// and again when a lock was waited for: another process may have changed the root key meanwhile. Never prompts.
    /// </summary>
    /// <exception cref="DevFlowException">StoreLocked where nothing opens it.</exception>
    public StoreKeys? TryOpen() => TryOpenStore()?.Keys;

    /// <inheritdoc cref="TryOpen"/>
    public OpenStore? TryOpenStore()
    {
        lock (_gate)
        {
            if (ReadDescriptor() is not byte[] content)
            {
                Close();
                return null;
            }

            if (_lockedHere)
            {
                throw Locked("it was locked in this session.", ["Run Unlock-DevFlowCredentialStore."]);
            }

            if (_open?.Lease?.Left <= TimeSpan.Zero)
            {
                Close();
            }

            if (_open is null || !_open.Content.AsSpan().SequenceEqual(content))
            {
                _open = JustWritten(content) ?? Reopen(content) ?? Open(content, UnlockRequest.Unattended);
            }

            _open.Lease?.Renew();
            return _open;
        }
    }

    /// <summary>The keys of the store, which is founded now where there is none.</summary>
    public async Task<StoreKeys> FoundAsync(CancellationToken cancellationToken)
    {
        await TryFoundAsync(draft: null, cancellationToken).ConfigureAwait(false);
        return TryOpen()!;
    }

    /// <summary>Founds the store.</summary>
    /// <param name="draft">What is to open it; null for the best of what works without a person.</param>
    /// <param name="cancellationToken">Cancels the wait for other processes.</param>
    /// <returns>What opens it; null where another process founded it meanwhile.</returns>
    public async Task<UnlockSlot?> TryFoundAsync(UnlockMethodDraft? draft, CancellationToken cancellationToken)
    {
        _folder.Create();
        using FileLock held = await _folder.LockAsync(_folder.StoreLock(), cancellationToken).ConfigureAwait(false);
        if (TryOpen() is not null)
        {
            return null;
        }

        StoreKeys keys = StoreKeys.Create();
        (UnlockSlot slot, SecretBuffer key) = draft is null ? CreateFirst(keys.StoreId) : CreateSlot(keys.StoreId, draft);
        using (key)
        {
            Founding?.Invoke(keys);
            await WriteAsync(keys.Describe([keys.Seal(slot, key)]), keys, cancellationToken).ConfigureAwait(false);
        }

        CloseWhenDue();
        return slot;
    }

    /// <summary>Opens the store with what a person gave, or as every command does where nobody gave anything; ends a lock.</summary>
    public void Unlock(UnlockRequest request)
    {
        lock (_gate)
        {
            if (ReadDescriptor() is not byte[] content)
            {
                _lockedHere = false;
                return;
            }

            if (request.Passphrases.Count == 0 && !_lockedHere && _open?.Lease?.Left > TimeSpan.Zero)
            {
                return; // a person unlocked it, and nobody needs to again
            }

            OpenStore opened = Open(content, request);
            Close();
            _open = opened;
            _lockedHere = false;
            CloseWhenDue();
        }
    }

    /// <summary>Wipes the keys, and opens the store no more until <see cref="Unlock"/>. What still uses the keys ends with StoreLocked.</summary>
    public void Lock()
    {
        lock (_gate)
        {
            _lockedHere = true;
            Close();
        }
    }

    /// <summary>What there is and whether it opens; tries to open it.</summary>
    public CredentialStoreStatus GetStatus()
    {
        lock (_gate)
        {
            try
            {
                TryOpenStore();
            }
            catch (DevFlowException error) when (error.Reason == ErrorReason.StoreLocked)
            {
                // The answers of the methods say why.
            }

            return ReadDescriptor() is byte[] content
                ? Describe(Parse(content))
                : new CredentialStoreStatus { Path = _folder.HomePath, State = CredentialStoreState.NotFounded };
        }
    }

    /// <summary>Opens one slot, to seal another root key under the same key.</summary>
    /// <exception cref="KeyUnavailableException">The slot does not open now.</exception>
    public OpenedSlot OpenSlot(StoreDescriptor descriptor, UnlockSlot slot, UnlockRequest request) =>
        StoreFolder.Refusing(_folder.DescriptorPath, () => _opener.Open(descriptor, slot, request));

    /// <summary>Makes the key of a new slot.</summary>
    public (UnlockSlot Slot, SecretBuffer Key) CreateSlot(StoreId storeId, UnlockMethodDraft draft) => _holders.Create(storeId, draft, _time.GetUtcNow());

    /// <summary>Throws away the key of a slot that is gone.</summary>
    public void Forget(StoreId storeId, UnlockSlot slot) => _holders.Of(slot.Kind).Forget(storeId, slot);

    /// <summary>The slot for a person's eyes.</summary>
    public UnlockMethod ToMethod(UnlockSlot slot) => new()
    {
        Id = slot.Id,
        Kind = slot.Kind,
        Protection = _holders.Of(slot.Kind).Protection,
        Detail = DetailOf(slot),
        AddedAt = DateTimeOffset.FromUnixTimeMilliseconds(slot.AddedUtcMs),
        Answer = _answers.GetValueOrDefault(slot.Id),
    };

    /// <summary>Writes the description, and goes on with these keys. Only under the store's lock.</summary>
    public async Task WriteAsync(StoreDescriptor descriptor, StoreKeys keys, CancellationToken cancellationToken)
    {
        byte[] content = descriptor.ToBytes();
        lock (_gate)
        {
            // Known before it is on disk: another thread that reads it there needs no slot to open it.
            _written = new OpenStore(content, descriptor, keys, _open?.OpenedBy ?? descriptor.Slots[0].Id, _open is null ? LeaseOf(descriptor.Slots[0]) : _open.Lease);
        }

        try
        {
            await _folder.WriteAsync(_folder.DescriptorPath, content, cancellationToken).ConfigureAwait(false);
            _ = TryOpenStore();
        }
        finally
        {
            lock (_gate)
            {
                _written = null;
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            Close();
        }
    }

    private byte[]? ReadDescriptor()
    {
        string path = _folder.DescriptorPath;
        if (StoreFolder.TryRead(path, StoreDescriptor.MaxLength) is byte[] content)
        {
            return content;
        }

        // Read once more after looking: a store that another process founds meanwhile has its description first.
        return _folder.List().Count == 0 || StoreFolder.TryRead(path, StoreDescriptor.MaxLength) is not null
            ? null
            : throw StoreFolder.Corrupt(path, "it is missing, but there are credentials");
    }

    private StoreDescriptor Parse(byte[] content) => StoreFolder.Refusing(_folder.DescriptorPath, () => StoreDescriptor.Parse(content));

    // The keys before are left to the collector, which wipes them: another thread may be in the middle of something.
    private OpenStore? JustWritten(byte[] content) => _written is OpenStore written && written.Content.AsSpan().SequenceEqual(content) ? written : null;

    /// <summary>The store after another process wrote its description anew, where the root key is still the one at hand.</summary>
    private OpenStore? Reopen(byte[] content)
    {
        if (_open is not OpenStore open || Parse(content) is not StoreDescriptor descriptor
            || descriptor.StoreId != open.Keys.StoreId || descriptor.RootKeyId != open.Keys.RootKeyId)
        {
            return null;
        }

        StoreKeys keys = StoreFolder.Refusing(_folder.DescriptorPath, () => open.Keys.Reopen(descriptor));
        return open with { Content = content, Descriptor = descriptor, Keys = keys };
    }

    private OpenStore Open(byte[] content, UnlockRequest request)
    {
        _folder.Create(); // checks that the folders are private
        StoreDescriptor descriptor = Parse(content);
        bool byPerson = request.Passphrases.Count > 0;
        UnlockSlot[] slots =
        [
            .. descriptor.Slots.Where(slot => !byPerson || slot.Kind == UnlockMethodKind.Passphrase).OrderBy(static slot => slot.Kind),
        ];
        _answers = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> actions = [];
        foreach (UnlockSlot slot in slots)
        {
            try
            {
                using OpenedSlot opened = OpenSlot(descriptor, slot, request);
                StoreKeys keys = StoreFolder.Refusing(_folder.DescriptorPath, () => StoreKeys.Open(descriptor, opened.RootKey));
                _answers[slot.Id] = "opens it";
                return new OpenStore(content, descriptor, keys, slot.Id, LeaseOf(slot));
            }
            catch (KeyUnavailableException error)
            {
                _answers[slot.Id] = error.Message;
                actions.Add(error.Action);
            }
        }

        throw slots.Length == 0
            ? Locked("it has no passphrase.", ["Run Get-DevFlowCredentialStore to see what opens it."])
            : Locked(string.Join("; ", slots.Select(slot => $"{slot.Name}: {_answers[slot.Id]}")) + ".", actions);
    }

    private UnlockLease? LeaseOf(UnlockSlot slot) => slot.Kind == UnlockMethodKind.Passphrase ? new UnlockLease(_time) : null;

    private (UnlockSlot Slot, SecretBuffer Key) CreateFirst(StoreId storeId)
    {
        try
        {
            return _holders.CreateFirst(storeId, _time.GetUtcNow());
        }
        catch (KeyUnavailableException error)
        {
            throw Locked($"no key can be had for it: {error.Message}.", [error.Action]);
        }
    }

    private CredentialStoreStatus Describe(StoreDescriptor descriptor) => new()
    {
        Path = _folder.HomePath,
        State = _open is null ? CredentialStoreState.Locked : CredentialStoreState.Unlocked,
        StoreId = descriptor.StoreId.ToString(),
        RootKeyId = descriptor.RootKeyId.ToString(),
        RootKeyChangePending = descriptor.Previous is not null,
        UnlockedBy = _open?.OpenedBy,
        LocksAt = _open?.Lease?.EndsAt,
        Methods = descriptor.Slots.OrderBy(static slot => slot.Kind).Select(ToMethod).ToArray(), // an array: PowerShell indexes no other list that says to be read-only
    };

    private string DetailOf(UnlockSlot slot)
    {
        try
        {
            return StoreFolder.Refusing(_folder.DescriptorPath, () => _holders.Of(slot.Kind).Describe(slot));
        }
        catch (KeyUnavailableException error)
        {
            return error.Message;
        }
    }

    private void CloseWhenDue()
    {
        lock (_gate)
        {
            if (_open?.Lease is not UnlockLease lease)
            {
                return;
            }

            TimeSpan left = lease.Left;
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            Close();
        }
    }

    private void Close()
    {
        _open?.Keys.Dispose();
        _open = null;
    }

    private DevFlowException Locked(string causes, IEnumerable<string> actions) =>
        new(
            ErrorReason.StoreLocked,
            $"The credential store '{_folder.HomePath}' stays locked: {causes}",
            string.Join(" Or: ", actions.Distinct(StringComparer.Ordinal))) { Target = _folder.HomePath };
}
