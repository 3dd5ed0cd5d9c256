using System.Collections.Immutable;
using System.Security.Cryptography;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials.Transfer;

/// <summary>Passphrases stretched by one hash in place of Argon2id, whose half second a try would make thousands of tries a day's work.</summary>
internal sealed class QuickHolder : IKeyHolder
{
    public UnlockMethodKind Kind => UnlockMethodKind.Passphrase;

    public UnlockProtection Protection => UnlockProtection.Passphrase;

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase) => Stretch(slot.Parameters, passphrase!);

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft)
    {
        // Hexadecimal: a plus sign of Base64 takes six characters in JSON, and two backups would differ in length by chance.
        ImmutableSortedDictionary<string, string> parameters = UnlockSlot.NoParameters.Add("salt", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        return (Stretch(parameters, draft.Passphrase!), parameters);
    }

    public string Describe(UnlockSlot slot) => "a hash";

    private static SecretBuffer Stretch(ImmutableSortedDictionary<string, string> parameters, SecretBuffer passphrase) =>
        new(SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(string.Join('|', parameters)), .. passphrase.Bytes]));
}
