namespace DevFlow.Core.Credentials;

/// <summary>One name of the store while no other process or thread can write it.</summary>
internal sealed class LockedCredential
{
    private readonly CredentialStore _store;
    private readonly CredentialName _name;

    internal LockedCredential(CredentialStore store, CredentialName name)
    {
        _store = store;
        _name = name;
    }

    /// <summary>What is stored under the name now; null where nothing is.</summary>
    public Credential? Read() => _store.Find(_name);

    /// <summary>Opens the secret, as <see cref="CredentialStore.OpenSecret"/> does.</summary>
    public SecretBuffer OpenSecret(AuditNote note) => _store.OpenSecret(_name, note);

    /// <summary>Stores the next version. What has begun is finished, whatever the token says.</summary>
    public Task<Credential> SaveAsync(Credential draft, ReadOnlyMemory<byte> secret, AuditNote note, CancellationToken cancellationToken) =>
        CredentialName.Parse(draft.Name) == _name
            ? _store.WriteAsync(draft, secret, note, cancellationToken)
            : throw new ArgumentException("The draft has another name than the lock.", nameof(draft));
}
