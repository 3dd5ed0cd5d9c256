using System.Collections.Immutable;

namespace DevFlow.Core.Credentials;

/// <summary>A generic password in the login keychain of macOS: service <c>devflow</c>, account <c>storeId/slotId</c>.</summary>
/// <remarks>The keychain lets in who made the item, and that is the program: one approval opens it to every script that program runs.</remarks>
internal sealed class KeychainHolder : IKeyHolder
{
    public UnlockMethodKind Kind => UnlockMethodKind.Keychain;

    public UnlockProtection Protection => UnlockProtection.UserAccount;

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase)
    {
        RequireMac();
        return MacKeychain.Find(AccountOf(storeId, slot.Id)) ?? throw new KeyUnavailableException("the keychain has no such key", "Log on as the user who added it.");
    }

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft)
    {
        RequireMac();
        SecretBuffer key = StoreKeys.NewKey();
        try
        {
            MacKeychain.Add(AccountOf(storeId, slotId), key);
            return (key, UnlockSlot.NoParameters);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public void Forget(StoreId storeId, UnlockSlot slot)
    {
        if (OperatingSystem.IsMacOS())
        {
            MacKeychain.Remove(AccountOf(storeId, slot.Id));
        }
    }

    public string Describe(UnlockSlot slot) => "login keychain";

    private static string AccountOf(StoreId storeId, string slotId) => $"{storeId}/{slotId}";

    private static void RequireMac()
    {
        if (!OperatingSystem.IsMacOS())
        {
            throw new KeyUnavailableException("it opens on macOS alone", "Use it on the machine that made it, or another method.");
        }
    }
}
