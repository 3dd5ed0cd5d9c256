using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>Turns what opens the store into its keys, and holds the process's one copy of them.</summary>
internal sealed class StoreUnlocker(StoreFolder folder, KeySource keySource) : IDisposable
{
    private readonly Lock _gate = new();
    private StoreKeys? _keys;

    /// <summary>Called while a store is founded, before its description makes it one: what must be there from the first moment.</summary>
    public Action<StoreKeys>? Founding { get; set; }

    /// <summary>
    /// The keys of the store as it is now; null where no store was founded yet. Asked for anew by everything that begins,
    /// and again when a lock was waited for: another process may have changed the root key meanwhile. Never prompts.
    /// </summary>
    /// <exception cref="DevFlowException">StoreLocked where nothing opens it.</exception>
    public StoreKeys? TryOpen()
    {
        lock (_gate)
        {
            return _keys ??= Open();
        }
    }

    /// <summary>The keys of the store, which is founded now where there is none.</summary>
    public async Task<StoreKeys> FoundAsync(CancellationToken cancellationToken)
    {
        folder.Create();
        using FileLock held = await folder.LockAsync(folder.StoreLock(), cancellationToken).ConfigureAwait(false);
        if (TryOpen() is StoreKeys founded)
        {
            return founded;
        }

        using (SecretBuffer rootKey = keySource.ReadOrCreate())
        {
            StoreDescriptor descriptor = StoreDescriptor.Create(rootKey);
            using (StoreKeys keys = descriptor.TryUnlock(rootKey)!)
            {
                Founding?.Invoke(keys);
            }

            await folder.WriteAsync(folder.DescriptorPath, descriptor.ToBytes(), cancellationToken).ConfigureAwait(false);
        }

        return TryOpen()!;
    }

    /// <summary>Wipes the keys. What still uses them ends with StoreLocked.</summary>
    public void Lock()
    {
        lock (_gate)
        {
            _keys?.Dispose();
            _keys = null;
        }
    }

    public void Dispose() => Lock();

    private StoreKeys? Open()
    {
        string path = folder.DescriptorPath;

        // Looked at before the description: a store that another process founds meanwhile has its description first.
        bool hasCredentials = folder.List().Count > 0;
        if (StoreFolder.TryRead(path, StoreDescriptor.MaxLength) is not byte[] content)
        {
            return hasCredentials ? throw StoreFolder.Corrupt(path, "it is missing, but there are credentials") : null;
        }

        folder.Create(); // checks that the folders are private
        StoreDescriptor descriptor = StoreFolder.Refusing(path, () => StoreDescriptor.Parse(content));
        using SecretBuffer rootKey = keySource.TryRead() ?? throw Locked("its key is missing", "Restore that key");
        return descriptor.TryUnlock(rootKey) ?? throw Locked("the key does not belong to it", "Restore the key this store was made with there");
    }

    private DevFlowException Locked(string cause, string remedy) =>
        new(
            ErrorReason.StoreLocked,
            $"The credential store '{folder.HomePath}' stays locked: {cause} ({keySource.Place}).",
            $"{remedy}, or point {KeySource.KeyVariable} or {KeySource.FileVariable} at it. Without it nothing in the store can be opened.")
        { Target = folder.HomePath };
}
