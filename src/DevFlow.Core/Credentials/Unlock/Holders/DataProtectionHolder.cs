using System.Collections.Immutable;
using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>Windows' DPAPI for the current user, with the store's id as entropy. Roams with nobody: this account, this machine.</summary>
/// <remarks>Parameter <c>key</c>: the protected key in Base64.</remarks>
internal sealed class DataProtectionHolder : IKeyHolder
{
    private const string KeyParameter = "key";

    public UnlockMethodKind Kind => UnlockMethodKind.DataProtection;

    public UnlockProtection Protection => UnlockProtection.UserAccount;

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase)
    {
        RequireWindows();
        byte[]? key = null;
        try
        {
            key = ProtectedData.Unprotect(Convert.FromBase64String(slot.Parameters[KeyParameter]), storeId.ToBytes(), DataProtectionScope.CurrentUser);
            return key.Length == Aead.KeyLength ? new SecretBuffer(key) : throw new EnvelopeException("a protected key in it has a wrong length");
        }
        catch (CryptographicException error)
        {
            throw new KeyUnavailableException(
                $"Windows does not open it for this account ({error.Message.TrimEnd('.')})",
                "Log on with the account and the profile that made it; a task needs a stored password, and not ssh with a key.");
        }
        catch (Exception error) when (error is KeyNotFoundException or FormatException)
        {
            throw new EnvelopeException("a protected key in it is damaged");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft)
    {
        RequireWindows();
        SecretBuffer key = StoreKeys.NewKey();
        try
        {
            byte[] blob = ProtectedData.Protect(key.Bytes, DataProtectionScope.CurrentUser, storeId.ToBytes());
            return (key, UnlockSlot.NoParameters.Add(KeyParameter, Convert.ToBase64String(blob)));
        }
        catch (CryptographicException error)
        {
            key.Dispose();
            throw new KeyUnavailableException($"Windows protects no key for this account ({error.Message.TrimEnd('.')})", "Log on with a profile, or choose another method.");
        }
    }

    public string Describe(UnlockSlot slot) => "DPAPI, current user";

    private static void RequireWindows()
    {
        if (!OperatingSystem.IsWindows())
        {
            throw new KeyUnavailableException("it opens on Windows alone", "Use it on the machine that made it, or another method.");
        }
    }
}
