namespace DevFlow.Core.Webhooks;

/// <summary>A source as a user asks for it.</summary>
/// <param name="Name">The last segment of its path; the platform's id by default.</param>
/// <param name="Platform">Whose signatures are verified.</param>
/// <param name="Secret">The shared secret; copied. Null where it is stored.</param>
/// <param name="CredentialName">The stored secret; null where it is given.</param>
/// <param name="MaxBodyBytes">The largest body; 0 for 25 MiB.</param>
/// <param name="AllowFrom">Who may send; empty for everybody.</param>
internal sealed record SourceRequest(string? Name, string Platform, SecretBuffer? Secret, string? CredentialName, int MaxBodyBytes, IReadOnlyList<string> AllowFrom);
