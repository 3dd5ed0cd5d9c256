using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The tokens a sandbox accepts.</summary>
internal sealed class TokenRegistry(TimeProvider clock)
{
    private const string Prefix = "ghp_";
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int RandomLength = 36;
    private const int MaxLength = 512;
    private const string Scopes = "admin:repo_hook, repo, user";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private TokenGrant[] _grants = [];

    /// <summary>Makes a classic personal access token.</summary>
    /// <returns>The only copy of it.</returns>
    public SecureString Issue(Account account, PrimaryLimit limit)
    {
        Span<char> token = stackalloc char[Prefix.Length + RandomLength];
        Prefix.CopyTo(token);
        RandomNumberGenerator.GetItems(Alphabet, token[Prefix.Length..]);
        SecureString secret = new();
        foreach (char letter in token)
        {
            secret.AppendChar(letter);
        }

        secret.MakeReadOnly();
        byte[] hash = SHA256.HashData(MemoryMarshal.AsBytes((ReadOnlySpan<char>)token));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(token));
        _grants = [.. _grants, new(hash, account, Scopes, clock.GetUtcNow() + Lifetime, limit)];
        return secret;
    }

    /// <summary>Finds what an Authorization header stands for.</summary>
    /// <param name="authorization">The header's value: <c>Bearer x</c> or <c>token x</c>.</param>
    /// <returns>The grant; null where the token is unknown, expired or of another scheme.</returns>
    public TokenGrant? Find(ReadOnlySpan<char> authorization)
    {
        int space = authorization.IndexOf(' ');
        if (space < 0)
        {
            return null;
        }

        ReadOnlySpan<char> scheme = authorization[..space];
        ReadOnlySpan<char> token = authorization[(space + 1)..].Trim();
        if (token.Length > MaxLength
            || !(scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("token", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(token), hash);
        foreach (TokenGrant grant in _grants)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, grant.Hash))
            {
                return clock.GetUtcNow() < grant.ExpiresAt ? grant : null;
            }
        }

        return null;
    }
}
