namespace DevFlow.Core.Credentials;

/// <summary>Takes credentials from elsewhere into the store.</summary>
internal sealed class CredentialImport(CredentialStore store)
{
    /// <summary>Stores one, as a new version where the name is in use and may be replaced.</summary>
    public Task<Credential> SaveAsync(FoundCredential found, bool replace, CancellationToken cancellationToken) =>
        store.WithLockAsync(
            found.Draft.Name,
            (locked, token) => replace || locked.Read() is null
                ? locked.SaveAsync(found.Draft, found.Secret.Memory, new AuditNote(AuditOperation.Import, $"from {found.Source}"), token)
                : throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"There is a credential '{found.Draft.Name}' already; it was left as it is.",
                    "Replace it with -Force, or store this one under another name.") { Target = found.Draft.Name },
            cancellationToken);
}
