using System.Diagnostics;
using DevFlow.Core.Credentials;
using DevFlow.Core.Files;

namespace DevFlow.Core.Tests.Credentials;

public sealed class ConcurrencyTests : IDisposable
{
    private readonly TestStore _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Two_stores_of_one_home_replace_one_credential_and_lose_no_version()
    {
        const int Rounds = 25;
        async Task WriteAsync(string writer)
        {
            using CredentialStore store = _test.Open(TimeProvider.System);
            for (int round = 0; round < Rounds; round++)
            {
                await store.SaveAsync(TestStore.Draft(), TestStore.Bytes($"{writer}-{round}"), AuditNote.None, TestContext.Current.CancellationToken);
            }
        }

        await Task.WhenAll(
            Task.Run(() => WriteAsync("one"), TestContext.Current.CancellationToken),
            Task.Run(() => WriteAsync("two"), TestContext.Current.CancellationToken));

        using CredentialStore reader = _test.Open();
        Assert.Equal(2 * Rounds, reader.Find("github")!.Version);
        Assert.EndsWith($"-{Rounds - 1}", TestStore.Reveal(reader), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_beside_a_writer_always_sees_a_whole_credential()
    {
        await _test.SaveOneAsync(secret: "old-or-new");
        using CancellationTokenSource done = new();
        int reads = 0;
        void ReadUntilDone()
        {
            using CredentialStore reader = _test.Open();
            while (!done.IsCancellationRequested)
            {
                Assert.Equal("old-or-new", TestStore.Reveal(reader));
                Interlocked.Increment(ref reads);
            }
        }

        Task reading = Task.Run(ReadUntilDone, TestContext.Current.CancellationToken);

        using (CredentialStore writer = _test.Open(TimeProvider.System))
        {
            for (int round = 0; round < 100 || Volatile.Read(ref reads) < 100; round++)
            {
                Assert.False(reading.IsFaulted);
                await writer.SaveAsync(TestStore.Draft(), TestStore.Bytes("old-or-new"), AuditNote.None, TestContext.Current.CancellationToken);
            }
        }

        await done.CancelAsync();
        await reading;
    }

    [Fact]
    public async Task Eight_processes_found_one_store_and_lose_no_version()
    {
        const int Processes = 8;
        const int Rounds = 10;
        Process[] workers = [.. Enumerable.Range(0, Processes).Select(_ => SaveWorker.Start(_test.Home.Path, _test.KeyPath, Rounds))];
        foreach (Process worker in workers)
        {
            await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, worker.ExitCode);
            worker.Dispose();
        }

        using CredentialStore store = _test.Open();
        Assert.Equal(Processes * Rounds, store.Find(SaveWorker.SharedName)!.Version);
        Assert.Equal(Processes + 1, store.List().Count);
        Assert.DoesNotContain(store.ListEntries(), static entry => entry.Error is not null);
    }

    [Fact]
    public async Task A_killed_process_leaves_the_old_or_the_new_version_and_no_lock()
    {
        await _test.SaveOneAsync(SaveWorker.SharedName);
        for (int round = 0; round < 5; round++)
        {
            using CredentialStore watcher = _test.Open(TimeProvider.System);
            long before = watcher.Find(SaveWorker.SharedName)!.Version;
            using Process worker = SaveWorker.Start(_test.Home.Path, _test.KeyPath, int.MaxValue);
            while (watcher.Find(SaveWorker.SharedName)!.Version < before + 20)
            {
                Assert.False(worker.HasExited);
                await Task.Yield();
            }

            worker.Kill();
            await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
            long last = watcher.Find(SaveWorker.SharedName)!.Version;
            Assert.Equal(last + 1, (await watcher.SaveAsync(TestStore.Draft(SaveWorker.SharedName), TestStore.Bytes("after"), AuditNote.None, TestContext.Current.CancellationToken)).Version);
        }
    }

    [Fact]
    public async Task A_lock_that_is_never_released_ends_in_an_error_that_names_it()
    {
        string path = Path.Combine(_test.Root, "held.lock");
        using FileLock held = await FileLock.TakeAsync(path, _test.Time, TestContext.Current.CancellationToken);
        Assert.True(held.IsEffective());

        Task<FileLock> waiting = FileLock.TakeAsync(path, _test.Time, TestContext.Current.CancellationToken);
        while (!waiting.IsCompleted)
        {
            _test.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => waiting);
        Assert.Equal(ErrorReason.TimedOut, error.Reason);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_a_lock_can_be_cancelled()
    {
        string path = Path.Combine(_test.Root, "held.lock");
        using FileLock held = await FileLock.TakeAsync(path, _test.Time, TestContext.Current.CancellationToken);
        using CancellationTokenSource cancel = new();
        Task<FileLock> waiting = FileLock.TakeAsync(path, _test.Time, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
