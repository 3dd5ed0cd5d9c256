using System.Collections.Immutable;

namespace DevFlow.Core.Credentials;

/// <summary>The Secret Service of a Linux desktop. Its keyring is open after the log-on; nothing here asks a person to open it.</summary>
/// <remarks>
/// The item has the attributes application = devflow, store, method. Three seconds in all: without a desktop such services
/// hang. https://specifications.freedesktop.org/secret-service-spec/latest/
/// </remarks>
internal sealed class SecretServiceHolder(KeySource source) : IKeyHolder
{
    private const string AddressVariable = "DBUS_SESSION_BUS_ADDRESS";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public UnlockMethodKind Kind => UnlockMethodKind.SecretService;

    public UnlockProtection Protection => UnlockProtection.UserAccount;

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase) =>
        Ask(service =>
        {
            using SecretBuffer text = service.Find(Attributes(storeId, slot.Id)) ?? throw Unavailable("the keyring has no such key, or is locked");
            return KeyText.TryParse(text.Bytes) ?? throw Unavailable("what the keyring holds is no key");
        });

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft) =>
        Ask(service =>
        {
            SecretBuffer key = StoreKeys.NewKey();
            using SecretBuffer text = KeyText.Format(key);
            service.Add("DevFlow credential store", Attributes(storeId, slotId), text);
            return (key, UnlockSlot.NoParameters);
        });

    public void Forget(StoreId storeId, UnlockSlot slot)
    {
        try
        {
            Ask(service =>
            {
                service.Remove(Attributes(storeId, slot.Id));
                return true;
            });
        }
        catch (KeyUnavailableException)
        {
            // Without the slot the key opens nothing.
        }
    }

    public string Describe(UnlockSlot slot) => "keyring of the desktop session";

    private static Dictionary<string, string> Attributes(StoreId storeId, string slotId) => new(StringComparer.Ordinal)
    {
        ["application"] = "devflow",
        ["store"] = storeId.ToString(),
        ["method"] = slotId,
    };

    private static KeyUnavailableException Unavailable(string cause) =>
        new(cause, "Log on to the desktop, which opens the keyring; where there is none, add another method in a session that has one.");

    private T Ask<T>(Func<SecretService, T> call)
    {
        string address = source.Variable(AddressVariable) ?? throw Unavailable($"there is no session bus ({AddressVariable} is not set)");
        try
        {
            using DBusConnection bus = DBusConnection.Open(address, TimeProvider.System, Patience);
            return call(new SecretService(bus));
        }
        catch (DBusException error)
        {
            throw Unavailable($"the Secret Service cannot be used ({error.Message})");
        }
    }
}
