using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>Files that are authentic, but not what must be there.</summary>
public sealed class RollbackTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task An_older_version_put_back_is_refused()
    {
        string path = await _test.SaveOneAsync(secret: "first secret");
        byte[] first = await File.ReadAllBytesAsync(path, Token);
        await SaveAsync("second secret");
        byte[] second = await File.ReadAllBytesAsync(path, Token);
        await SaveAsync("third secret");

        await RefusedAsync(path, first, StoreFindingKind.RolledBack);
        await RefusedAsync(path, second, StoreFindingKind.RolledBack);
    }

    [Fact]
    public async Task Another_file_of_the_same_version_is_refused()
    {
        string path = await _test.SaveOneAsync(secret: "first secret");
        Dictionary<string, byte[]> fork = _test.Snapshot();
        await SaveAsync("second secret");
        byte[] other = await File.ReadAllBytesAsync(path, Token);
        TestStore.PutBack(fork);
        await SaveAsync("another second secret");

        await RefusedAsync(path, other, StoreFindingKind.Edited);
    }

    [Fact]
    public async Task A_deleted_file_is_noticed_wherever_it_is_asked_for()
    {
        await _test.SaveOneAsync("other");
        string path = await _test.SaveOneAsync();
        File.Delete(path);

        using CredentialStore store = _test.Open();
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.Find("github")).Reason);
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None)).Reason);
        Assert.Equal("other", Assert.Single(store.List()).Name);
        Assert.Equal(path, Assert.Single(store.ListEntries(), static entry => entry.Error is not null).Path);
        await FindsAsync(StoreFindingKind.Deleted, path);

        Assert.True(await store.RemoveAsync("github", AuditNote.None, Token));
        Assert.Null(store.Find("github"));
        Assert.True((await store.VerifyAsync(Token)).IsSound);
    }

    [Fact]
    public async Task A_removed_credential_does_not_come_back_with_its_file()
    {
        string path = await _test.SaveOneAsync();
        string copy = Path.Combine(_test.Root, "copy");
        File.Copy(path, copy);
        using CredentialStore store = _test.Open();
        await store.RemoveAsync("github", AuditNote.None, Token);
        File.Move(copy, path);

        Assert.Null(store.Find("github"));
        Assert.Empty(store.List());
        Assert.Equal(ErrorReason.CredentialNotFound, Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None)).Reason);
        await FindsAsync(StoreFindingKind.LeftOver, path);

        Assert.Equal(3, (await SaveAsync("new secret")).Version);
        Assert.Equal("new secret", TestStore.Reveal(store));
    }

    [Fact]
    public async Task A_version_that_was_written_and_not_recorded_counts_and_is_recorded_by_the_next_write()
    {
        string path = await _test.SaveOneAsync(secret: "first secret");
        Dictionary<string, byte[]> before = _test.Snapshot();
        await SaveAsync("second secret");
        TestStore.PutBack(before, file => file != path); // as if the process had ended between the file and the log

        using CredentialStore store = _test.Open();
        Assert.Equal("second secret", TestStore.Reveal(store));
        await FindsAsync(StoreFindingKind.Unrecorded, path);
        Assert.Equal(3, (await SaveAsync("third secret")).Version);
        AuditEntry repair = Assert.Single(await ReadAsync(store), static entry => entry.Operation == AuditOperation.Repair);
        Assert.Equal(2, repair.Version);
        Assert.True((await store.VerifyAsync(Token)).IsSound);
    }

    [Fact]
    public async Task A_log_cut_together_with_its_head_is_betrayed_by_the_credentials()
    {
        string path = await _test.SaveOneAsync(secret: "first secret");
        Dictionary<string, byte[]> before = _test.Snapshot();
        await SaveAsync("second secret");
        await SaveAsync("third secret");
        TestStore.PutBack(before, file => file != path);

        using CredentialStore store = _test.Open();
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.Find("github")).Reason);
        await FindsAsync(StoreFindingKind.Inserted, path);
    }

    [Fact]
    public async Task An_older_manifest_put_back_is_refused()
    {
        await _test.SaveOneAsync();
        Dictionary<string, byte[]> before = _test.Snapshot();
        using (CredentialStore store = _test.Open(new LedgerLimits(CheckpointLines: 3)))
        {
            for (int i = 0; i < 5; i++)
            {
                store.Record(new AuditNote(AuditOperation.List));
            }
        }

        string manifest = _test.StoreFile("manifest.dfm");
        TestStore.PutBack(before, file => file == manifest);
        Unusable(manifest);
        await FindsAsync(StoreFindingKind.RolledBack, manifest);
    }

    [Fact]
    public async Task An_older_head_put_back_is_refused_once_there_is_a_newer_manifest()
    {
        await _test.SaveOneAsync();
        Dictionary<string, byte[]> before = _test.Snapshot();
        using (CredentialStore store = _test.Open(new LedgerLimits(CheckpointLines: 3)))
        {
            for (int i = 0; i < 5; i++)
            {
                store.Record(new AuditNote(AuditOperation.Verify));
            }
        }

        string head = _test.StoreFile("audit", "head");
        TestStore.PutBack(before, file => file == head);
        Unusable(head);
    }

    [Theory]
    [InlineData("manifest.dfm")]
    [InlineData("audit/head")]
    [InlineData("audit/000001.jsonl")]
    public async Task A_deleted_part_of_the_ledger_is_noticed(string name)
    {
        await _test.SaveOneAsync();
        string path = _test.StoreFile(name.Split('/'));
        File.Delete(path);
        Unusable(path);
        await FindsAsync(StoreFindingKind.Deleted, path);
    }

    private Task<Credential> SaveAsync(string secret)
    {
        CredentialStore store = _test.Open();
        return store.SaveAsync(TestStore.Draft(), TestStore.Bytes(secret), AuditNote.None, Token);
    }

    private static async Task<List<AuditEntry>> ReadAsync(CredentialStore store) => await store.ReadAuditAsync(new AuditQuery(), Token).ToListAsync(Token);

    private void Unusable(string path)
    {
        using CredentialStore store = _test.Open();
        DevFlowException error = Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None));
        Assert.Equal(ErrorReason.StoreCorrupt, error.Reason);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(string path, byte[] content, StoreFindingKind kind)
    {
        await File.WriteAllBytesAsync(path, content, Token);
        Unusable(path);
        await FindsAsync(kind, path);
    }

    private async Task FindsAsync(StoreFindingKind kind, string path)
    {
        using CredentialStore store = _test.Open();
        StoreReport report = await store.VerifyAsync(Token);
        StoreFinding finding = Assert.Single(report.Findings);
        Assert.Equal((kind, path), (finding.Kind, finding.Path));
        Assert.Equal(finding.IsFault, !report.IsSound);
    }
}
