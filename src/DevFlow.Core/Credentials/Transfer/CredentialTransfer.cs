namespace DevFlow.Core.Credentials;

/// <summary>Brings credentials into the store from elsewhere, and out of it into backups.</summary>
internal sealed class CredentialTransfer
{
    private readonly CredentialStore _store;
    private readonly Dictionary<CredentialSource, ICredentialFinder> _finders;

    public CredentialTransfer(CredentialStore store, ImportDrafts drafts, Func<string, string?> environment, TimeProvider time)
    {
        _store = store;
        Drafts = drafts;
        Backups = new CredentialBackups(store, new BackupFormat(new PassphraseHolder(new KeySource(environment)), time), time);
        _finders = new()
        {
            [CredentialSource.Gh] = new ToolFinder("gh", drafts, environment),
            [CredentialSource.Glab] = new ToolFinder("glab", drafts, environment),
            [CredentialSource.Tool] = new ToolFinder(program: null, drafts, environment),
            [CredentialSource.Environment] = new EnvironmentFinder(drafts, environment),
            [CredentialSource.Netrc] = new NetrcFinder(drafts, environment),
        };
    }

    public CredentialBackups Backups { get; }

    /// <summary>For a source that only the caller can read.</summary>
    public ImportDrafts Drafts { get; }

    /// <summary>What a source holds; the caller disposes it. Stores nothing.</summary>
    public Task<IReadOnlyList<FoundCredential>> FindAsync(CredentialSource source, ImportRequest request, CancellationToken cancellationToken) =>
        Task.Run(() => _finders[source].Find(request), cancellationToken);

    /// <summary>Stores what was found, as a new version where the name is in use and may be replaced.</summary>
    public Task<Credential> ImportAsync(FoundCredential found, bool replace, AuditNote note, CancellationToken cancellationToken) =>
        _store.WithLockAsync(
            found.Draft.Name,
            (locked, token) => replace || locked.Read() is null
                ? locked.SaveAsync(found.Draft, found.Secret.Memory, note with { Operation = AuditOperation.Import, Detail = $"from {found.Source}" }, token)
                : throw new DevFlowException(
                    ErrorReason.InvalidArgument,
                    $"There is a credential '{found.Draft.Name}' already; it was left as it is.",
                    "Replace it with -Force, or store this one under another name with -NewName.") { Target = found.Draft.Name },
            cancellationToken);
}
