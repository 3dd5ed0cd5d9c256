using System.Collections.Immutable;
using System.Globalization;

namespace DevFlow.Core.Credentials;

/// <summary>The output of a program: <c>op read ...</c>, <c>vault kv get ...</c>, <c>age -d ...</c>.</summary>
/// <remarks>Parameters <c>program</c>, <c>argument1</c>, <c>argument2</c>, ...</remarks>
internal sealed class CommandHolder(KeySource source, TimeSpan patience) : IKeyHolder
{
    private const string ProgramParameter = "program";
    private const string ArgumentParameter = "argument";
    private readonly ExternalCommand _runner = new(patience, KeyText.MaxLength, source.Variable);

    public UnlockMethodKind Kind => UnlockMethodKind.Command;

    public UnlockProtection Protection => UnlockProtection.Command;

    public SecretBuffer Read(StoreId storeId, UnlockSlot slot, SecretBuffer? passphrase) => Run(CommandOf(slot.Parameters));

    public (SecretBuffer Key, ImmutableSortedDictionary<string, string> Parameters) Create(StoreId storeId, string slotId, UnlockMethodDraft draft)
    {
        ImmutableSortedDictionary<string, string> parameters = UnlockSlot.NoParameters.AddRange(draft.Command.Select(static (text, index) =>
            KeyValuePair.Create(index == 0 ? ProgramParameter : ArgumentParameter + index.ToString(CultureInfo.InvariantCulture), text)));
        return (Run(draft.Command), parameters);
    }

    // Arguments may name a vault's item, the program is what a person recognises.
    public string Describe(UnlockSlot slot) => CommandOf(slot.Parameters)[0];

    private static string[] CommandOf(ImmutableSortedDictionary<string, string> parameters)
    {
        if (!parameters.TryGetValue(ProgramParameter, out string? program))
        {
            throw new EnvelopeException("a command in it names no program");
        }

        return [program, .. Enumerable.Range(1, parameters.Count - 1).Select(index =>
            parameters.TryGetValue(ArgumentParameter + index.ToString(CultureInfo.InvariantCulture), out string? argument)
                ? argument
                : throw new EnvelopeException("a command in it lacks an argument"))];
    }

    private SecretBuffer Run(IReadOnlyList<string> command)
    {
        string action = $"Run '{command[0]}' by hand to see why; it must print the key, the Base64 form of {Aead.KeyLength} bytes, and end with 0.";
        try
        {
            using SecretBuffer text = _runner.Run(command);
            return KeyText.TryParse(text.Bytes) ?? throw new KeyUnavailableException($"the program '{command[0]}' printed something else than a key", action);
        }
        catch (ExternalCommandException error)
        {
            throw new KeyUnavailableException(error.Message, action);
        }
    }
}
