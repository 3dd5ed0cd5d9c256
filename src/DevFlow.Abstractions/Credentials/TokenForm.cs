namespace DevFlow;

/// <summary>A form that only one platform's tokens have.</summary>
/// <param name="Prefix">What they begin with.</param>
/// <param name="Kind">What a token of the form is where an account is known besides: <see cref="CredentialKind.Basic"/> for one that stands in a password's place.</param>
public sealed record TokenForm(string Prefix, CredentialKind Kind = CredentialKind.Token);
