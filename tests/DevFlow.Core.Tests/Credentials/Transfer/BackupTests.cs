using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials.Transfer;

public sealed class BackupTests : IDisposable
{
    private readonly TestStore _test = new();
    private readonly SecretBuffer _passphrase = SecretBuffer.FromChars("six random words of the backup");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string BackupPath => Path.Combine(_test.Root, "all.dfb");

    public void Dispose()
    {
        _passphrase.Dispose();
        _test.Dispose();
    }

    [Fact]
    public async Task What_was_backed_up_comes_back_into_another_store_as_new_versions()
    {
        await _test.SaveOneAsync("github", "secret of the first");
        await _test.SaveOneAsync("Łódź 🔑", "secret of the second");
        CredentialBackup backup = await BackUpAsync(Backups(_test.Open(), new PassphraseHolder(new KeySource(static _ => null))));
        Assert.Equal(["github", "Łódź 🔑"], backup.Names.Order(StringComparer.Ordinal));
        Assert.Empty(backup.NeedReauthentication);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Modes.Of(BackupPath));

        using TestStore other = new();
        await other.SaveOneAsync("github", "what is there already");
        using CredentialStore store = other.Open();
        foreach (FoundCredential found in await Backups(store, new PassphraseHolder(new KeySource(static _ => null))).ReadAsync(BackupPath, _passphrase, Cancelled))
        {
            using (found)
            {
                DevFlowException? taken = found.Draft.Name == "github"
                    ? await Assert.ThrowsAsync<DevFlowException>(() => Transfer(store).ImportAsync(found, replace: false, AuditNote.None, Cancelled))
                    : null;
                Assert.Equal(found.Draft.Name == "github" ? ErrorReason.InvalidArgument : null, taken?.Reason);
                await Transfer(store).ImportAsync(found, replace: true, AuditNote.None, Cancelled);
            }
        }

        Assert.Equal("secret of the first", TestStore.Reveal(store));
        Assert.Equal("secret of the second", TestStore.Reveal(store, "Łódź 🔑"));
        Assert.Equal(2, store.Find("github")!.Version);
        Assert.Equal(["repo", "read:org"], store.Find("github")!.Scopes);
    }

    [Fact]
    public async Task Every_flipped_bit_is_refused()
    {
        byte[] good = await SmallBackupAsync();
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuses(bad, $"bit {bit}");
        }

        Assert.Equal("github", Assert.Single(Quick.Read(good, _passphrase, "here")).Draft.Name);
    }

    [Fact]
    public async Task A_backup_cut_anywhere_or_with_something_behind_it_is_refused()
    {
        byte[] good = await SmallBackupAsync();
        for (int length = 0; length < good.Length; length++)
        {
            Refuses(good[..length], $"length {length}");
        }

        Refuses([.. good, 0], "a byte more");
        Refuses([.. good, .. good], "twice");
    }

    [Fact]
    public async Task Items_of_another_backup_under_the_same_passphrase_are_refused()
    {
        byte[] one = await SmallBackupAsync();
        byte[] other = await SmallBackupAsync();
        Assert.Equal(one.Length, other.Length);
        int start = 10 + BitConverter.ToInt32(one, 6);
        Refuses([.. one[..start], .. other[start..]], "items of the other");
        Refuses([.. one[..^32], .. other[^32..]], "MAC of the other");
    }

    [Fact]
    public async Task A_refresh_token_stays_out_and_the_login_says_that_it_must_be_renewed()
    {
        using CredentialStore store = _test.Open();
        using TokenSet set = new(SecretBuffer.FromChars("access"), SecretBuffer.FromChars("refresh-canary"), SecretBuffer.FromChars("client"));
        using SecretBuffer packed = set.Pack(CredentialKind.OAuth);
        await store.SaveAsync(TestStore.Draft("login", CredentialKind.OAuth) with { CanRefresh = true, RefreshStartedAt = _test.Time.GetUtcNow() }, packed.Memory, AuditNote.None, Cancelled);
        CredentialBackup backup = await BackUpAsync(Backups(store, new QuickHolder()));
        Assert.Equal(["login"], backup.NeedReauthentication);

        using FoundCredential found = Assert.Single(await Backups(store, new QuickHolder()).ReadAsync(BackupPath, _passphrase, Cancelled));
        Assert.Equal((CredentialState.NeedsReauthentication, false, null), (found.Draft.State, found.Draft.CanRefresh, found.Draft.RefreshStartedAt));
        using TokenSet restored = TokenSet.Open(CredentialKind.OAuth, found.Secret);
        Assert.Equal((6, 0, 6), (restored.Secret.Length, restored.RefreshToken.Length, restored.ClientSecret.Length));
        Assert.True(store.Find("login")!.CanRefresh);
    }

    [Fact]
    public async Task Each_secret_that_leaves_stands_in_the_audit_log_as_exported()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        await BackUpAsync(Backups(store, new QuickHolder()));
        List<AuditEntry> entries = await store.ReadAuditAsync(new AuditQuery(), Cancelled).ToListAsync(Cancelled);
        Assert.Equal("github", Assert.Single(entries, static entry => entry.Operation == AuditOperation.Export).Name);
    }

    [Fact]
    public async Task Another_passphrase_opens_nothing_and_a_short_one_is_not_taken()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        CredentialBackups backups = Backups(store, new PassphraseHolder(new KeySource(static _ => null)));
        using SecretBuffer brief = SecretBuffer.FromChars("short");
        Assert.Equal(ErrorReason.InvalidArgument, (await Assert.ThrowsAsync<DevFlowException>(() => backups.WriteAsync(BackupPath, store.List(), brief, replace: false, AuditNote.None, Cancelled))).Reason);
        Assert.False(File.Exists(BackupPath));
        await BackUpAsync(backups);
        Assert.Equal(ErrorReason.StoreLocked, (await Assert.ThrowsAsync<DevFlowException>(() => backups.ReadAsync(BackupPath, brief, Cancelled))).Reason);
        Assert.Equal(ErrorReason.InvalidArgument, (await Assert.ThrowsAsync<DevFlowException>(() => BackUpAsync(backups))).Reason);
    }

    private CredentialTransfer Transfer(CredentialStore store) =>
        new(store, new ImportDrafts(static () => [], static _ => throw new InvalidOperationException(), _test.Time), static _ => null, _test.Time);

    private static BackupFormat Quick => new(new QuickHolder(), TimeProvider.System);

    private CredentialBackups Backups(CredentialStore store, IKeyHolder holder) => new(store, new BackupFormat(holder, _test.Time), _test.Time);

    private async Task<CredentialBackup> BackUpAsync(CredentialBackups backups)
    {
        using CredentialStore store = _test.Open();
        return await backups.WriteAsync(BackupPath, store.List(), _passphrase, replace: false, AuditNote.None, Cancelled);
    }

    private async Task<byte[]> SmallBackupAsync()
    {
        using CredentialStore store = _test.Open();
        await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("correct horse battery staple"), AuditNote.None, Cancelled);
        await Backups(store, new QuickHolder()).WriteAsync(BackupPath, store.List(), _passphrase, replace: true, AuditNote.None, Cancelled);
        return await File.ReadAllBytesAsync(BackupPath, Cancelled);
    }

    private void Refuses(byte[] content, string what)
    {
        Exception error = Record.Exception(() => Quick.Read(content, _passphrase, "here"))!;
        Assert.True(error is EnvelopeException or KeyUnavailableException, $"{what}: {error?.GetType().Name ?? "read"}");
    }
}
