using System.Text;

namespace DevFlow.Core.Credentials;

/// <summary>A name as the user wrote it, and the form in which names are compared: NFC, invariant lower case.</summary>
internal readonly record struct CredentialName
{
    private const int MaxLength = 128;

    private CredentialName(string given, string normalised)
    {
        Given = given;
        Normalised = normalised;
    }

    public string Given { get; }

    public string Normalised { get; }

    public bool Equals(CredentialName other) => string.Equals(Normalised, other.Normalised, StringComparison.Ordinal);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Normalised);

    public static CredentialName Parse(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength)
        {
            throw Invalid($"The name of a credential has 1 to {MaxLength} characters, not {name?.Length ?? 0}.");
        }

        try
        {
            // Lower-casing first would not do: some capitals decompose, and NFC composes them again.
            string normalised = name.Normalize(NormalizationForm.FormC).ToLowerInvariant().Normalize(NormalizationForm.FormC);
            return name.Any(char.IsControl)
                ? throw Invalid("The name of a credential holds a control character.")
                : new CredentialName(name, normalised);
        }
        catch (ArgumentException)
        {
            throw Invalid("The name of a credential holds half of a surrogate pair.");
        }
    }

    private static DevFlowException Invalid(string message) =>
        new(ErrorReason.InvalidArgument, message, "Choose a short name of letters, digits, spaces and signs, such as 'main'.");
}
