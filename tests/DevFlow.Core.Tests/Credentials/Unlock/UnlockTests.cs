using System.Diagnostics;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials.Unlock;

public sealed class UnlockTests : IDisposable
{
    private const string Passphrase = "correct horse battery staple";
    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_store_opens_by_each_of_its_methods_alone()
    {
        await _test.SaveOneAsync(secret: "one secret");
        using (CredentialStore store = _test.Open())
        {
            await store.Access.AddAsync(ByPassphrase(Passphrase), AuditNote.None, Cancelled);
        }

        using (CredentialStore store = _test.Open())
        {
            Assert.Equal("one secret", TestStore.Reveal(store));
            CredentialStoreStatus status = store.Access.GetStatus();
            Assert.Equal([UnlockMethodKind.KeyFile, UnlockMethodKind.Passphrase], status.Methods.Select(static method => method.Kind));
            Assert.Equal(status.Methods[0].Id, status.UnlockedBy);
            Assert.Null(status.LocksAt);
        }

        File.Delete(_test.KeyPath);
        using (CredentialStore store = _test.Open())
        {
            Unlock(store, Passphrase);
            Assert.Equal("one secret", TestStore.Reveal(store));
        }
    }

    [Fact]
    public async Task Where_nobody_is_there_the_error_comes_at_once_and_names_every_method_and_what_to_run()
    {
        await SaveWithPassphraseAsync();
        File.Delete(_test.KeyPath);
        using CredentialStore store = _test.Open();
        string[] ids = [.. store.Access.GetStatus().Methods.Select(static method => method.Id)];

        long started = Stopwatch.GetTimestamp();
        DevFlowException error = Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None));
        TimeSpan took = Stopwatch.GetElapsedTime(started);

        Assert.Equal(ErrorReason.StoreLocked, error.Reason);
        Assert.All(ids, id => Assert.Contains(id, error.Message, StringComparison.Ordinal));
        Assert.Contains("Unlock-DevFlowCredentialStore", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains(KeySource.FileVariable, error.RecommendedAction, StringComparison.Ordinal);
        Assert.True(took < TimeSpan.FromMilliseconds(100), $"It took {took.TotalMilliseconds} ms.");
    }

    [Fact]
    public async Task A_wrong_passphrase_locks_and_is_remembered_for_the_log()
    {
        await SaveWithPassphraseAsync();
        using CredentialStore store = _test.Open();

        DevFlowException error = Assert.Throws<DevFlowException>(() => Unlock(store, "some other passphrase"));
        Assert.Equal(ErrorReason.StoreLocked, error.Reason);
        Assert.Contains("the passphrase is another one", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("some other", error.ToString(), StringComparison.Ordinal);

        Unlock(store, Passphrase);
        AuditOperation[] operations = [.. await store.ReadAuditAsync(new AuditQuery(), Cancelled).Select(static entry => entry.Operation).ToListAsync(Cancelled)];
        Assert.Equal([AuditOperation.UnlockFailed, AuditOperation.Unlock], operations[^2..]);
    }

    [Fact]
    public async Task A_passphrase_is_the_same_however_its_accents_are_composed_and_one_from_a_variable_needs_nobody()
    {
        await SaveWithPassphraseAsync("caf\u00e9 caf\u00e9 caf\u00e9");
        File.Delete(_test.KeyPath);
        _test.Environment[KeySource.PassphraseVariable] = "cafe\u0301 cafe\u0301 cafe\u0301";

        using CredentialStore store = _test.Open();
        Assert.Equal("some secret", TestStore.Reveal(store));
    }

    [Fact]
    public async Task A_short_passphrase_is_refused()
    {
        using CredentialStore store = _test.Open();
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => store.Access.AddAsync(ByPassphrase("eleven char"), AuditNote.None, Cancelled));
        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Equal(CredentialStoreState.NotFounded, store.Access.GetStatus().State);
    }

    [Fact]
    public async Task The_first_method_of_a_new_home_founds_a_store_that_nothing_else_opens()
    {
        using (CredentialStore store = _test.Open())
        {
            await store.Access.AddAsync(ByPassphrase(Passphrase), AuditNote.None, Cancelled);
            await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("some secret"), AuditNote.None, Cancelled);
        }

        Assert.False(File.Exists(_test.KeyPath));
        using CredentialStore locked = _test.Open();
        Assert.Equal(CredentialStoreState.Locked, locked.Access.GetStatus().State);
        Assert.Equal(ErrorReason.StoreLocked, Assert.Throws<DevFlowException>(() => locked.Find("github")).Reason);
    }

    [Fact]
    public async Task What_a_person_unlocked_locks_itself_when_it_is_not_used()
    {
        await SaveWithPassphraseAsync();
        File.Delete(_test.KeyPath);
        using CredentialStore store = _test.Open();
        CredentialStoreStatus status = Unlock(store, Passphrase);
        Assert.Equal(_test.Time.GetUtcNow().AddMinutes(15), status.LocksAt);

        _test.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.NotNull(store.Find("github"));
        _test.Time.Advance(TimeSpan.FromMinutes(14));
        StoreKeys keys = store.Unlocker.TryOpen()!;
        _test.Time.Advance(TimeSpan.FromMinutes(15));

        // The timer has wiped them, not the next one who asks.
        Assert.Throws<DevFlowException>(() => keys.Derive(KeyPurpose.Wrap, default, default));
        Assert.Equal(ErrorReason.StoreLocked, Assert.Throws<DevFlowException>(() => store.Find("github")).Reason);
    }

    [Fact]
    public async Task What_a_person_unlocked_locks_itself_after_twelve_hours_of_use()
    {
        await SaveWithPassphraseAsync();
        File.Delete(_test.KeyPath);
        using CredentialStore store = _test.Open();
        Unlock(store, Passphrase);
        for (int minutes = 0; minutes < 12 * 60; minutes += 10)
        {
            Assert.NotNull(store.Find("github"));
            _test.Time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Throws<DevFlowException>(() => store.Find("github"));
    }

    [Fact]
    public async Task A_locked_store_stays_locked_until_it_is_unlocked_even_with_its_key_at_hand()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        StoreKeys keys = store.Unlocker.TryOpen()!;

        store.Access.Lock(AuditNote.None);
        Assert.Contains("Unlock-DevFlowCredentialStore", Assert.Throws<DevFlowException>(() => store.Find("github")).RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(CredentialStoreState.Locked, store.Access.GetStatus().State);
        Assert.Equal(ErrorReason.StoreLocked, Assert.Throws<DevFlowException>(() => keys.Derive(KeyPurpose.Wrap, default, default)).Reason);

        Assert.Equal(CredentialStoreState.Unlocked, store.Access.Unlock(UnlockRequest.Unattended, AuditNote.None).State);
        Assert.NotNull(store.Find("github"));
    }

    [Fact]
    public async Task A_damaged_log_keeps_nobody_from_locking_the_store()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        Assert.NotNull(store.Find("github"));
        await File.WriteAllTextAsync(_test.StoreFile("audit", "000001.jsonl"), "not a log\n", Cancelled);

        store.Access.Lock(AuditNote.None);

        Assert.Equal(CredentialStoreState.Locked, store.Access.GetStatus().State);
    }

    [Fact]
    public async Task A_changed_passphrase_ends_the_old_one_and_touches_no_credential()
    {
        string file = await SaveWithPassphraseAsync();
        byte[] before = await File.ReadAllBytesAsync(file, Cancelled);
        using CredentialStore store = _test.Open();
        string id = store.Access.GetStatus().Methods[1].Id;
        using (SecretBuffer changed = SecretBuffer.FromChars("another good passphrase"))
        {
            await store.Access.ChangePassphraseAsync(id, changed, AuditNote.None, Cancelled);
        }

        Assert.Throws<DevFlowException>(() => Unlock(store, Passphrase));
        Assert.Equal(id, Unlock(store, "another good passphrase").UnlockedBy);
        Assert.Equal(before, await File.ReadAllBytesAsync(file, Cancelled));
    }

    [Fact]
    public async Task The_last_method_cannot_be_removed_and_one_that_is_not_there_neither()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        string last = store.Access.GetStatus().Methods.Single().Id;
        Assert.Equal(ErrorReason.InvalidArgument, await RemovalErrorAsync(store, last));
        Assert.Equal(ErrorReason.NotFound, await RemovalErrorAsync(store, "0000000000000000"));
    }

    [Fact]
    public async Task The_same_key_file_is_no_second_method()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => store.Access.AddAsync(new UnlockMethodDraft(UnlockMethodKind.KeyFile), AuditNote.None, Cancelled));
        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);

        await store.Access.AddAsync(new UnlockMethodDraft(UnlockMethodKind.KeyFile) { Path = Path.Combine(_test.Root, "keys", "second.key") }, AuditNote.None, Cancelled);
        File.Delete(_test.KeyPath);
        using CredentialStore other = _test.Open();
        Assert.NotNull(other.Find("github"));
    }

    private static async Task<ErrorReason> RemovalErrorAsync(CredentialStore store, string id) =>
        (await Assert.ThrowsAsync<DevFlowException>(() => store.Access.RemoveAsync(id, keepRootKey: false, UnlockRequest.Unattended, AuditNote.None, Cancelled))).Reason;

    private static UnlockMethodDraft ByPassphrase(string passphrase) =>
        new(UnlockMethodKind.Passphrase) { Passphrase = SecretBuffer.FromChars(passphrase) };

    private static CredentialStoreStatus Unlock(CredentialStore store, string passphrase)
    {
        using SecretBuffer given = SecretBuffer.FromChars(passphrase);
        return store.Access.Unlock(new UnlockRequest([given]), AuditNote.None);
    }

    private async Task<string> SaveWithPassphraseAsync(string passphrase = Passphrase)
    {
        string file = await _test.SaveOneAsync(secret: "some secret");
        using CredentialStore store = _test.Open();
        await store.Access.AddAsync(ByPassphrase(passphrase), AuditNote.None, Cancelled);
        return file;
    }
}
