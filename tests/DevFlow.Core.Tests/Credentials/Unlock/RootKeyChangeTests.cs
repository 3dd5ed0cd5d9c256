using System.Diagnostics;
using DevFlow.Core.Credentials;
using DevFlow.Core.Files;

namespace DevFlow.Core.Tests.Credentials.Unlock;

public sealed class RootKeyChangeTests : IDisposable
{
    private const int Credentials = 6;
    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_new_root_key_wraps_every_file_and_leaves_payloads_names_and_versions_as_they_are()
    {
        await FillAsync();
        byte[][] before = [.. _test.Files.Select(File.ReadAllBytes)];
        using CredentialStore store = _test.Open();
        string old = store.Access.GetStatus().RootKeyId!;

        await ChangeAsync(store);

        CredentialStoreStatus status = store.Access.GetStatus();
        Assert.NotEqual(old, status.RootKeyId);
        Assert.False(status.RootKeyChangePending);
        Assert.Equal(before.Select(static file => file[..59]), _test.Files.Select(static path => File.ReadAllBytes(path)[..59]));
        Assert.Equal(before.Select(static file => file[167..]), _test.Files.Select(static path => File.ReadAllBytes(path)[167..]));
        Assert.All(_test.Files, path => Assert.Equal(status.RootKeyId, RootKeyOf(path)));
        await EverythingOpensAsync();
    }

    [Fact]
    public async Task A_process_that_holds_the_old_keys_goes_on_with_the_new_ones()
    {
        await FillAsync();
        using CredentialStore other = _test.Open();
        Assert.Equal("secret 0", TestStore.Reveal(other, "name 0"));
        using (CredentialStore store = _test.Open())
        {
            await ChangeAsync(store);
        }

        Assert.Equal("secret 1", TestStore.Reveal(other, "name 1"));
        await other.SaveAsync(TestStore.Draft("name 0"), TestStore.Bytes("secret 0"), AuditNote.None, Cancelled);
        await EverythingOpensAsync();
    }

    [Fact]
    public async Task What_is_read_and_written_while_the_root_key_changes_is_neither_lost_nor_refused()
    {
        await FillAsync();
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task[] users = [.. Enumerable.Range(0, 3).Select(index => Task.Run(
            async () =>
            {
                using CredentialStore store = _test.Open(TimeProvider.System);
                while (!done.IsCancellationRequested)
                {
                    await store.SaveAsync(TestStore.Draft($"name {index}"), TestStore.Bytes($"secret {index}"), AuditNote.None, Cancelled);
                    Assert.Equal("secret 5", TestStore.Reveal(store, "name 5"));
                }
            },
            Cancelled))];
        for (int round = 0; round < 5; round++)
        {
            using CredentialStore store = _test.Open(TimeProvider.System);
            await ChangeAsync(store);
        }

        await done.CancelAsync();
        await Task.WhenAll(users);
        await EverythingOpensAsync();
    }

    [Fact]
    public async Task A_change_killed_at_any_file_leaves_a_store_that_opens_and_can_be_finished()
    {
        await FillAsync();
        for (int file = 0; file <= Credentials; file++)
        {
            await KillAtAsync(file);

            using CredentialStore store = _test.Open(TimeProvider.System);
            Assert.True(store.Access.GetStatus().RootKeyChangePending);
            string underWay = store.Access.GetStatus().RootKeyId!;
            Assert.Equal(file, _test.Files.Count(path => RootKeyOf(path) == underWay));
            await EverythingOpensAsync();

            await ChangeAsync(store);
            Assert.Equal(underWay, store.Access.GetStatus().RootKeyId);
            Assert.All(_test.Files, path => Assert.Equal(underWay, RootKeyOf(path)));
            await EverythingOpensAsync();
        }
    }

    [Fact]
    public async Task A_removed_method_opens_neither_the_store_nor_with_an_old_description_what_is_written_since()
    {
        await FillAsync();
        byte[] old = await File.ReadAllBytesAsync(DescriptorPath, Cancelled);
        string second = Path.Combine(_test.Root, "keys", "second.key");
        using (CredentialStore store = _test.Open())
        {
            string id = store.Access.GetStatus().Methods.Single().Id;
            await store.Access.AddAsync(new UnlockMethodDraft(UnlockMethodKind.KeyFile) { Path = second }, AuditNote.None, Cancelled);
            await store.Access.RemoveAsync(id, keepRootKey: false, UnlockRequest.Unattended, AuditNote.None, Cancelled);
        }

        await EverythingOpensAsync();
        File.Delete(second);
        Assert.Equal(ErrorReason.StoreLocked, OpenError());
        await File.WriteAllBytesAsync(DescriptorPath, old, Cancelled);
        Assert.Equal(ErrorReason.StoreCorrupt, OpenError());
    }

    [Fact]
    public async Task A_passphrase_that_is_not_given_stops_the_change_before_anything_changed()
    {
        await FillAsync();
        using CredentialStore store = _test.Open();
        using SecretBuffer passphrase = SecretBuffer.FromChars("correct horse battery staple");
        await store.Access.AddAsync(new UnlockMethodDraft(UnlockMethodKind.Passphrase) { Passphrase = passphrase }, AuditNote.None, Cancelled);
        byte[] before = await File.ReadAllBytesAsync(DescriptorPath, Cancelled);

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => ChangeAsync(store));
        Assert.Equal(ErrorReason.StoreLocked, error.Reason);
        Assert.Contains("-Passphrase", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(DescriptorPath, Cancelled));

        await store.Access.ChangeRootKeyAsync(new UnlockRequest([passphrase]), AuditNote.None, Cancelled);
        File.Delete(_test.KeyPath);
        using CredentialStore other = _test.Open();
        other.Access.Unlock(new UnlockRequest([passphrase]), AuditNote.None);
        Assert.Equal("secret 3", TestStore.Reveal(other, "name 3"));
    }

    private string DescriptorPath => Path.Combine(_test.Home.Path, "credentials", "store.json");

    private static Task ChangeAsync(CredentialStore store) => store.Access.ChangeRootKeyAsync(UnlockRequest.Unattended, AuditNote.None, Cancelled);

    private static string RootKeyOf(string path) => Convert.ToHexStringLower(File.ReadAllBytes(path)[59..75]);

    /// <summary>Holds the locks the change needs next, so that it stands still after so many files, and kills it there.</summary>
    private async Task KillAtAsync(int files)
    {
        string[] paths = [.. _test.Files.Order(StringComparer.Ordinal)];
        string locks = Path.Combine(_test.Home.Path, "credentials", "locks");
        string Next(int index) => Path.Combine(locks, index < paths.Length ? Path.GetFileNameWithoutExtension(paths[index]) + ".lock" : "store.lock");
        string before = RootKeyOf(paths[0]);

        // The last lock is one that the change also takes at its beginning: it is taken when the change is past that.
        int firstHeld = Math.Min(files, paths.Length - 1);
        FileLock held = await FileLock.TakeAsync(Next(firstHeld), TimeProvider.System, Cancelled);
        using Process worker = RootKeyWorker.Start(_test.Home.Path, _test.KeyPath);
        try
        {
            await UntilAsync(() => File.ReadAllText(DescriptorPath).Contains("previousRootKey", StringComparison.Ordinal)
                && paths[..firstHeld].All(path => RootKeyOf(path) != before));
            if (files > firstHeld)
            {
                FileLock next = await FileLock.TakeAsync(Next(files), TimeProvider.System, Cancelled);
                held.Dispose();
                held = next;
                await UntilAsync(() => paths.All(path => RootKeyOf(path) != before));
            }
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync(Cancelled);
            held.Dispose();
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Cancelled);
        }
    }

    private async Task FillAsync()
    {
        using CredentialStore store = _test.Open();
        for (int index = 0; index < Credentials; index++)
        {
            await store.SaveAsync(TestStore.Draft($"name {index}"), TestStore.Bytes($"secret {index}"), AuditNote.None, Cancelled);
        }
    }

    private async Task EverythingOpensAsync()
    {
        using CredentialStore store = _test.Open(TimeProvider.System);
        for (int index = 0; index < Credentials; index++)
        {
            Assert.Equal($"secret {index}", TestStore.Reveal(store, $"name {index}"));
        }

        StoreReport report = await store.VerifyAsync(Cancelled);
        Assert.Empty(report.Findings);
    }

    private ErrorReason OpenError()
    {
        using CredentialStore store = _test.Open();
        return Assert.Throws<DevFlowException>(() => store.OpenSecret("name 0", AuditNote.None)).Reason;
    }
}
