using System.Text;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials;

public sealed class AuditTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Everything_that_is_done_stands_in_the_log_with_who_why_and_where_to()
    {
        using CredentialStore store = _test.Open();
        AuditNote why = new(Why: "release \u00fc\n2", Caller: new AuditCaller("Set-DevFlowCredential", "/srv/deploy.ps1", 12));
        await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("some-secret"), why, Token);
        await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("some-secret"), new AuditNote(AuditOperation.Rotate), Token);
        store.OpenSecret("github", new AuditNote(AuditOperation.Use, Target: new Uri("https://api.github.com/"))).Dispose();
        store.ListEntries();
        await store.RemoveAsync("github", AuditNote.None, Token);

        List<AuditEntry> entries = await ReadAsync(store, new AuditQuery());
        Assert.Equal(
            [AuditOperation.Create, AuditOperation.Rotate, AuditOperation.Use, AuditOperation.List, AuditOperation.Remove],
            entries.Select(static entry => entry.Operation));
        Assert.Equal([1, 2, 2, null, 3], entries.Select(static entry => entry.Version));
        Assert.Equal("release \u00fc\n2", entries[0].Why);
        Assert.Equal(("Set-DevFlowCredential", "/srv/deploy.ps1:12"), (entries[0].Command, entries[0].Script));
        Assert.Equal(new Uri("https://api.github.com/"), entries[2].Target);
        Assert.Equal(entries[0].Fingerprint, entries[1].Fingerprint);
        Assert.Equal(16, entries[0].Fingerprint!.Length);
        Assert.All(entries, entry => Assert.Equal(_test.Time.GetUtcNow(), entry.Time));
        Assert.All(entries, static entry => Assert.Equal((Environment.UserName, Environment.ProcessId), (entry.Actor.User, entry.Actor.ProcessId)));
        Assert.All(entries, static entry => Assert.Null(entry.Name)); // it was removed, and the log knows no names
    }

    [Fact]
    public async Task The_log_can_be_asked_for_a_name_an_operation_and_a_time()
    {
        using CredentialStore store = _test.Open();
        await store.SaveAsync(TestStore.Draft("one"), TestStore.Bytes("some-secret"), AuditNote.None, Token);
        _test.Time.Advance(TimeSpan.FromHours(1));
        DateTimeOffset later = _test.Time.GetUtcNow();
        await store.SaveAsync(TestStore.Draft("two"), TestStore.Bytes("some-secret"), AuditNote.None, Token);
        TestStore.Reveal(store, "one");
        await store.RemoveAsync("one", AuditNote.None, Token);

        Assert.Equal(["ONE", "ONE", "ONE"], (await ReadAsync(store, new AuditQuery(Name: "ONE"))).Select(static entry => entry.Name));
        Assert.Equal("two", Assert.Single(await ReadAsync(store, new AuditQuery(Operations: [AuditOperation.Create], Since: later))).Name);
        Assert.Equal(1, Assert.Single(await ReadAsync(store, new AuditQuery(Until: later))).Sequence);
    }

    [Fact]
    public async Task No_secret_is_opened_that_the_log_cannot_tell_of_and_a_list_only_warns()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        using Obstacle obstacle = new(_test.StoreFile("locks", "store.lock"));

        DevFlowException error = Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None));
        Assert.Equal(ErrorReason.AuditUnwritable, error.Reason);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
        Assert.Equal("github", Assert.Single(store.ListEntries()).Credential?.Name);
        Assert.NotNull(store.Find("github"));
    }

    [Fact]
    public async Task What_a_platform_has_exchanged_is_kept_whether_the_log_can_be_written_or_not()
    {
        await _test.SaveOneAsync(secret: "spent token");
        using CredentialStore store = _test.Open();
        AuditNote refresh = new(AuditOperation.Refresh);
        using (new Obstacle(_test.StoreFile("locks", "store.lock")))
        {
            Assert.Equal(2, (await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("next token"), refresh, Token)).Version);
            Assert.Equal(2, (await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("third token"), refresh, Token)).Version);
            Assert.NotNull(store.Find("github"));
        }

        Assert.Equal("third token", TestStore.Reveal(store));
        Assert.Equal(3, (await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("fourth token"), refresh, Token)).Version);
        Assert.Equal("fourth token", TestStore.Reveal(store));
        Assert.Empty((await store.VerifyAsync(Token)).Findings);
    }

    [Fact]
    public async Task A_refused_file_stands_in_the_log()
    {
        string path = await _test.SaveOneAsync();
        await File.WriteAllTextAsync(path, "scribble", Token);
        using CredentialStore store = _test.Open();
        Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None));

        AuditEntry entry = (await ReadAsync(store, new AuditQuery(Operations: [AuditOperation.TamperDetected]))).Single();
        Assert.Equal(ErrorReason.StoreCorrupt, entry.Error);
        Assert.Equal(Path.GetFileNameWithoutExtension(path), entry.CredentialId);
    }

    [Fact]
    public async Task The_log_is_readable_text_and_tells_neither_names_nor_secrets()
    {
        using CredentialStore store = _test.Open();
        await store.SaveAsync(TestStore.Draft("canary-name"), TestStore.Bytes("canary-secret"), AuditNote.None, Token);
        TestStore.Reveal(store, "canary-name");

        string log = Encoding.ASCII.GetString(await File.ReadAllBytesAsync(_test.StoreFile("audit", "000001.jsonl"), Token));
        Assert.DoesNotContain("canary", log, StringComparison.Ordinal);
        Assert.DoesNotContain("octocat", log, StringComparison.Ordinal);
        Assert.Equal(2, log.Count(static letter => letter == '\n'));
    }

    [Fact]
    public async Task A_million_lines_are_not_needed_to_open_the_store()
    {
        using CredentialStore store = _test.Open(new LedgerLimits(CheckpointLines: 10));
        await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("some-secret"), AuditNote.None, Token);
        for (int i = 0; i < 100; i++)
        {
            store.Record(new AuditNote(AuditOperation.List));
        }

        // What lies before the checkpoint is not read: damage there is found by verifying, and does not end the work.
        string log = _test.StoreFile("audit", "000001.jsonl");
        byte[] content = await File.ReadAllBytesAsync(log, Token);
        content[1_000] ^= 1;
        await File.WriteAllBytesAsync(log, content, Token);
        using CredentialStore other = _test.Open();
        Assert.Equal("some-secret", TestStore.Reveal(other));
        Assert.Equal(StoreFindingKind.Edited, Assert.Single((await other.VerifyAsync(Token)).Findings).Kind);
    }

    private static async Task<List<AuditEntry>> ReadAsync(CredentialStore store, AuditQuery query) => await store.ReadAuditAsync(query, Token).ToListAsync(Token);

    /// <summary>A folder in place of a file, so that the file cannot be written, whatever rights the account has.</summary>
    private sealed class Obstacle : IDisposable
    {
        private readonly string _path;

        public Obstacle(string path)
        {
            _path = path;
            File.Delete(path);
            Directory.CreateDirectory(path);
        }

        public void Dispose() => Directory.Delete(_path);
    }
}
