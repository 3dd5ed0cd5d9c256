using System.Collections;
using System.Security;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The logins of a sandbox, of which an App's key is made only when it is looked at: that takes a second.</summary>
internal sealed class CredentialList : IReadOnlyList<SandboxCredential>
{
    private readonly List<Lazy<SandboxCredential>> _entries = [];

    public int Count => _entries.Count;

    public SandboxCredential this[int index] => _entries[index].Value;

    public void Add(SandboxCredential credential) => _entries.Add(new(credential));

    public void AddLater(Func<SandboxCredential> create) => _entries.Add(new(create));

    public static SecureString Protect(string text)
    {
        SecureString secret = new();
        foreach (char letter in text)
        {
            secret.AppendChar(letter);
        }

        secret.MakeReadOnly();
        return secret;
    }

    public IEnumerator<SandboxCredential> GetEnumerator() => _entries.Select(entry => entry.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
