using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>Writes credentials into a file under a passphrase of its own, and reads such a file.</summary>
internal sealed class CredentialBackups(CredentialStore store, BackupFormat format, TimeProvider time)
{
    /// <summary>
    /// Writes a backup. Refresh tokens stay out of it: they are exchanged while the backup lies there, and to a platform that detects
    /// reuse the old one from a backup is a theft, which ends the living login too.
    /// </summary>
    public async Task<CredentialBackup> WriteAsync(string path, IReadOnlyList<Credential> chosen, SecretBuffer passphrase, bool replace, AuditNote note, CancellationToken cancellationToken)
    {
        if (chosen.Count == 0)
        {
            throw new DevFlowException(ErrorReason.CredentialNotFound, "No credential was chosen, so no backup was written.", "Get-DevFlowCredential shows those there are.");
        }

        if (Directory.Exists(path))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"'{path}' is a folder.", "Name the file to write in it, such as all.dfb.") { Target = path };
        }

        if (!replace && Path.Exists(path))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"There is a file '{path}' already.", "Choose another path, or replace the file with -Force.") { Target = path };
        }

        List<FoundCredential> items = [];
        try
        {
            foreach (Credential credential in chosen)
            {
                items.Add(await store.WithLockAsync(credential.Name, (locked, _) => Task.FromResult(Copy(locked, note with { Operation = AuditOperation.Export, Detail = $"to {path}" })), cancellationToken).ConfigureAwait(false));
            }

            byte[] content = await Task.Run(() => format.Write(items, passphrase), cancellationToken).ConfigureAwait(false);
            await WriteFileAsync(path, content, replace, cancellationToken).ConfigureAwait(false);
            return new CredentialBackup
            {
                Path = path,
                CreatedAt = time.GetUtcNow(),
                Names = [.. items.Select(static item => item.Draft.Name)],
                NeedReauthentication = [.. items.Where(static item => item.Draft.State == CredentialState.NeedsReauthentication).Select(static item => item.Draft.Name)],
            };
        }
        finally
        {
            items.ForEach(static item => item.Dispose());
        }
    }

    /// <summary>Everything in a backup; the caller disposes what it gets.</summary>
    public Task<IReadOnlyList<FoundCredential>> ReadAsync(string path, SecretBuffer passphrase, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                using SecretBuffer content = UserFile.Read(path, BackupFormat.MaxLength);
                return format.Read(content.Bytes, passphrase, $"the backup '{path}'");
            }
            catch (EnvelopeException error)
            {
                throw new DevFlowException(
                    ErrorReason.StoreCorrupt, $"The backup '{path}' was refused: {error.Message}.", "Take another copy of the backup; of this one nothing was restored.") { Target = path };
            }
            catch (KeyUnavailableException error)
            {
                throw new DevFlowException(ErrorReason.StoreLocked, $"The backup '{path}' cannot be opened: {error.Message}.", error.Action) { Target = path };
            }
        },
        cancellationToken);

    private static FoundCredential Copy(LockedCredential locked, AuditNote note)
    {
        Credential credential = locked.Read() ?? throw CredentialStore.NotFound(locked.Name);
        SecretBuffer stored = locked.OpenSecret(note);
        if (!credential.CanRefresh)
        {
            return new FoundCredential(credential, stored, "the store");
        }

        using (stored)
        {
            using TokenSet set = TokenSet.Open(credential.Kind, stored);
            using TokenSet kept = new(new SecretBuffer(set.Secret.Bytes), clientSecret: new SecretBuffer(set.ClientSecret.Bytes));
            return new FoundCredential(
                credential with { CanRefresh = false, RefreshAt = null, RefreshExpiresAt = null, RefreshStartedAt = null, State = CredentialState.NeedsReauthentication },
                kept.Pack(credential.Kind),
                "the store");
        }
    }

    private async Task WriteFileAsync(string path, byte[] content, bool replace, CancellationToken cancellationToken)
    {
        try
        {
            if (replace)
            {
                await new PrivateFile(time).WriteAsync(path, content, cancellationToken).ConfigureAwait(false);
            }
            else if (!PrivateFile.TryCreate(path, content))
            {
                throw new IOException("another program created it meanwhile");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DevFlowException(
                ErrorReason.InvalidArgument, $"The backup '{path}' cannot be written: {error.Message.TrimEnd('.')}.", "Choose a folder that exists, has room and lets this account write.", error) { Target = path };
        }
    }
}
