namespace DevFlow.Core.Credentials;

/// <summary>One file of the store: what it describes, or why it was refused.</summary>
/// <param name="Path">The file.</param>
/// <param name="Credential">The description; null where the file was refused.</param>
/// <param name="Error">Why it was refused; null where it was not.</param>
internal sealed record CredentialEntry(string Path, Credential? Credential, DevFlowException? Error);
