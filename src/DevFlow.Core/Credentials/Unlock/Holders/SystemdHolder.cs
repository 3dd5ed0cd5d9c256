using System.Collections.Immutable;
using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>
/// A credential that systemd decrypts for a unit and shows to it alone, as a file below <c>$CREDENTIALS_DIRECTORY</c>:
/// <c>LoadCredentialEncrypted=devflow-root</c>. https://systemd.io/CREDENTIALS/
/// </summary>
/// <remarks>Parameter <c>name</c>. Who made the credential keeps the key; this only reads it.</remarks>
internal sealed class SystemdHolder(KeySource source) : IKeyHolder
{
    public const string DirectoryVariable = "CREDENTIALS_DIRECTORY";
    private const string DefaultName = "devflow-root";
    private const string NameParameter = "name";

    public UnlockMethodKind Kind => UnlockMethodKind.SystemdCredential;

    public UnlockProtection Protection => UnlockProtection.Machine;

    /// <summary>Whether this process was given the credential of the usual name.</summary>
    public bool IsOffered => source.Variable(DirectoryVariable) is string folder && File.Exists(Path.Combine(folder, DefaultName));

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase) => Read(NameOf(slot));

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft)
    {
        string name = draft.CredentialName ?? DefaultName;
        return (Read(name), UnlockSlot.NoParameters.Add(NameParameter, name));
    }

    public string Describe(UnlockSlot slot) => NameOf(slot);

    private static string NameOf(UnlockSlot slot) =>
        slot.Parameters.TryGetValue(NameParameter, out string? name) ? name : throw new EnvelopeException("a systemd credential in it has no name");

    private SecretBuffer Read(string name)
    {
        if (Path.GetFileName(name) != name || name is "" or "." or "..")
        {
            throw new KeyUnavailableException("the name of its systemd credential is a path", "Name a file of the credentials folder.");
        }

        string action = $"Run it in a unit with LoadCredentialEncrypted={name}, made by systemd-creds encrypt.";
        string folder = source.Variable(DirectoryVariable)
            ?? throw new KeyUnavailableException($"systemd gave this process no credentials ({DirectoryVariable} is not set)", action);
        try
        {
            using FileStream stream = PrivateFile.OpenRead(Path.Combine(folder, name));
            using SecretBuffer content = new((int)Math.Min(stream.Length, KeyText.MaxLength));
            stream.ReadExactly(content.Writable);
            return KeyText.TryParse(content.Bytes) ?? throw new KeyUnavailableException($"the credential '{name}' of systemd is no key of {Aead.KeyLength} bytes", action);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeyUnavailableException($"the credential '{name}' of systemd cannot be read ({error.Message.TrimEnd('.')})", action);
        }
    }
}
