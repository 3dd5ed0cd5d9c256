namespace DevFlow.Core.Webhooks;

/// <summary>A certificate as a user names it: a file, or one of the system's store.</summary>
/// <param name="Path">A PEM or PKCS #12 file; null for one of the store.</param>
/// <param name="KeyPath">The file of the key, where it is not in the same.</param>
/// <param name="Password">What opens the file; copied.</param>
/// <param name="Subject">A thumbprint or host name; null for a file.</param>
internal sealed record CertificateRequest(string? Path, string? KeyPath, SecretBuffer? Password, string? Subject);
