using System.Collections.Immutable;
using System.Globalization;

namespace DevFlow.Core.Credentials;

/// <summary>A passphrase, stretched by Argon2id. Without a person it comes from <c>DEVFLOW_CREDENTIAL_PASSPHRASE</c>, or not at all.</summary>
/// <remarks>Parameters <c>salt</c> (Base64), <c>memoryKiB</c>, <c>iterations</c>, <c>parallelism</c>.</remarks>
internal sealed class PassphraseHolder(KeySource source) : IKeyHolder
{
    public UnlockMethodKind Kind => UnlockMethodKind.Passphrase;

    public UnlockProtection Protection => UnlockProtection.Passphrase;

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase)
    {
        PassphraseKey stretched = Parse(slot.Parameters);
        if (passphrase is not null)
        {
            return stretched.Derive(passphrase);
        }

        string given = source.Variable(KeySource.PassphraseVariable) ?? throw new KeyUnavailableException(
            "it needs the passphrase, and nobody was asked",
            $"Run Unlock-DevFlowCredentialStore where a person can answer, or set {KeySource.PassphraseVariable}.");
        using SecretBuffer fromVariable = SecretBuffer.FromChars(given);
        return stretched.Derive(fromVariable);
    }

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft)
    {
        PassphraseKey stretched = PassphraseKey.Create(draft.Strong);
        if (draft.Passphrase is not SecretBuffer passphrase)
        {
            using SecretBuffer fromVariable = SecretBuffer.FromChars(source.Variable(KeySource.PassphraseVariable));
            return (stretched.DeriveFirst(fromVariable), Format(stretched));
        }

        return (stretched.DeriveFirst(passphrase), Format(stretched));
    }

    public string Describe(UnlockSlot slot)
    {
        PassphraseKey stretched = Parse(slot.Parameters);
        return string.Create(CultureInfo.InvariantCulture, $"Argon2id, {stretched.MemoryKiB / 1024} MiB, {stretched.Iterations} passes");
    }

    private static ImmutableSortedDictionary<string, string> Format(PassphraseKey key) => UnlockSlot.NoParameters
        .Add("salt", Convert.ToBase64String(key.Salt.Span))
        .Add("memoryKiB", key.MemoryKiB.ToString(CultureInfo.InvariantCulture))
        .Add("iterations", key.Iterations.ToString(CultureInfo.InvariantCulture))
        .Add("parallelism", key.Parallelism.ToString(CultureInfo.InvariantCulture));

    private static PassphraseKey Parse(ImmutableSortedDictionary<string, string> parameters)
    {
        try
        {
            return PassphraseKey.Checked(
                Convert.FromBase64String(parameters["salt"]), Number("memoryKiB"), Number("iterations"), Number("parallelism"));
        }
        catch (Exception error) when (error is KeyNotFoundException or FormatException or OverflowException)
        {
            throw new EnvelopeException("the parameters of a passphrase in it make no sense");
        }

        int Number(string name) => int.Parse(parameters[name], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
