using System.Collections.Immutable;

namespace DevFlow.Core.Credentials;

/// <summary>The variable <c>DEVFLOW_CREDENTIAL_KEY</c>. It stays set, because scripts start others that need it too.</summary>
internal sealed class EnvironmentHolder(KeySource source) : IKeyHolder
{
    public UnlockMethodKind Kind => UnlockMethodKind.Environment;

    public UnlockProtection Protection => UnlockProtection.Environment;

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase) => Read();

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft) =>
        (Read(), UnlockSlot.NoParameters);

    public string Describe(UnlockSlot slot) => KeySource.KeyVariable;

    private SecretBuffer Read()
    {
        string text = source.Variable(KeySource.KeyVariable)
            ?? throw new KeyUnavailableException($"the variable {KeySource.KeyVariable} is not set", $"Set {KeySource.KeyVariable} to the key this store was made with.");
        SecretBuffer key = new(Aead.KeyLength);
        if (Convert.TryFromBase64Chars(text.AsSpan().Trim(), key.Writable, out int length) && length == key.Length)
        {
            return key;
        }

        key.Dispose();
        throw new KeyUnavailableException(
            $"the variable {KeySource.KeyVariable} does not hold the Base64 form of {Aead.KeyLength} bytes",
            $"Set {KeySource.KeyVariable} to the key this store was made with.");
    }
}
