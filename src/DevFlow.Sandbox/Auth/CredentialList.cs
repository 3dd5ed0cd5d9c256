using System.Collections;
using System.Net;
using System.Security;

namespace DevFlow.Sandbox.Auth;

/// <summary>The logins a sandbox offers its user; what is slow to make is made when it is looked at.</summary>
internal sealed class CredentialList : IReadOnlyList<SandboxCredential>
{
    private readonly List<Lazy<SandboxCredential>> _entries = [];

    public int Count => _entries.Count;

    public SandboxCredential this[int index] => _entries[index].Value;

    /// <param name="name">What the user asks for it by.</param>
    /// <param name="kind">In the platform's words: <c>classic-token</c>.</param>
    /// <param name="secret">The token, key or password.</param>
    /// <param name="userName">What goes with it: a user's name, or a client's id.</param>
    /// <param name="scopes">What it may do.</param>
    /// <param name="expiresAt">When it ends; null where it does not.</param>
    public void Add(
        string name, string kind, string secret, string? userName = null, IReadOnlyList<string>? scopes = null, DateTimeOffset? expiresAt = null) =>
        _entries.Add(new(Create(name, kind, secret, userName, scopes, expiresAt)));

    /// <summary>Adds one whose secret takes long to make.</summary>
    public void AddLater(string name, string kind, Func<string> createSecret, string? userName = null) =>
        _entries.Add(new(() => Create(name, kind, createSecret(), userName, scopes: null, expiresAt: null)));

    public IEnumerator<SandboxCredential> GetEnumerator() => _entries.Select(entry => entry.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static SandboxCredential Create(
        string name, string kind, string secret, string? userName, IReadOnlyList<string>? scopes, DateTimeOffset? expiresAt)
    {
        SecureString text = new NetworkCredential("", secret).SecurePassword;
        text.MakeReadOnly();
        return new() { Name = name, Kind = kind, UserName = userName, Secret = text, Scopes = scopes ?? [], ExpiresAt = expiresAt };
    }
}
