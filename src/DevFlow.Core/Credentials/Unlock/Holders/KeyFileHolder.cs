using System.Collections.Immutable;

namespace DevFlow.Core.Credentials;

/// <summary>A key file. All stores of a user share the one in the usual place; each seals its root key under it anew.</summary>
/// <remarks>Parameter <c>path</c> where the file was made in another place; where nothing is there any more, <c>DEVFLOW_KEY_FILE</c> counts.</remarks>
internal sealed class KeyFileHolder(KeySource source) : IKeyHolder
{
    private const string PathParameter = "path";

    public UnlockMethodKind Kind => UnlockMethodKind.KeyFile;

    public UnlockProtection Protection => UnlockProtection.KeyFile;

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase)
    {
        string path = PathOf(slot.Parameters);
        return KeyFile.TryRead(path) ?? throw new KeyUnavailableException(
            $"its key is missing (the key file '{path}')",
            $"Restore the key file, or point {KeySource.FileVariable} at it.");
    }

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft)
    {
        string path = draft.Path ?? source.KeyFilePath();
        return (KeyFile.TryRead(path) ?? Make(path), draft.Path is null ? UnlockSlot.NoParameters : UnlockSlot.NoParameters.Add(PathParameter, path));
    }

    public string Describe(UnlockSlot slot) => PathOf(slot.Parameters);

    private static SecretBuffer Make(string path)
    {
        using (SecretBuffer key = StoreKeys.NewKey())
        {
            KeyFile.Create(path, key);
        }

        // Another process may have been faster: what counts is the key on disk.
        return KeyFile.TryRead(path) ?? throw new KeyUnavailableException($"the key file '{path}' vanished while it was created", "Repeat the command.");
    }

    private string PathOf(ImmutableSortedDictionary<string, string> parameters) =>
        parameters.TryGetValue(PathParameter, out string? path) && (File.Exists(path) || source.Variable(KeySource.FileVariable) is null)
            ? path
            : source.KeyFilePath();
}
