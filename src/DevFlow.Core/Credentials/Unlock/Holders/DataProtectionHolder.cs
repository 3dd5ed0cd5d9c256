using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>Windows' DPAPI for the current user, with the store's id as entropy. Roams with nobody: this account, this machine.</summary>
/// <remarks>Parameter <c>key</c>: the protected key in Base64.</remarks>
internal sealed class DataProtectionHolder : IKeyHolder
{
    private const string KeyParameter = "key";

    public UnlockMethodKind Kind => UnlockMethodKind.DataProtection;

    public UnlockProtection Protection => UnlockProtection.UserAccount;

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase) =>
        OperatingSystem.IsWindows() ? Unprotect(storeId, slot) : throw NotHere();

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft) =>
        OperatingSystem.IsWindows() ? Protect(storeId) : throw NotHere();

    public string Describe(UnlockSlot slot) => "DPAPI, current user";

    private static KeyUnavailableException NotHere() =>
        new("it opens on Windows alone", "Use it on the machine that made it, or another method.");

    // Apart from their callers: elsewhere the assembly of these calls is not there, and a method is compiled whole.
    [SupportedOSPlatform("windows")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SecretBuffer Unprotect(StoreId storeId, UnlockSlot slot)
    {
        byte[]? key = null;
        try
        {
            key = ProtectedData.Unprotect(Convert.FromBase64String(slot.Parameters[KeyParameter]), storeId.Value.ToBytes(), DataProtectionScope.CurrentUser);
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

    [SupportedOSPlatform("windows")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Protect(StoreId storeId)
    {
        SecretBuffer key = StoreKeys.NewKey();
        try
        {
            byte[] blob = ProtectedData.Protect(key.Bytes, DataProtectionScope.CurrentUser, storeId.Value.ToBytes());
            return (key, UnlockSlot.NoParameters.Add(KeyParameter, Convert.ToBase64String(blob)));
        }
        catch (CryptographicException error)
        {
            key.Dispose();
            throw new KeyUnavailableException($"Windows protects no key for this account ({error.Message.TrimEnd('.')})", "Log on with a profile, or choose another method.");
        }
    }
}
