using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>What is done to manifest, head and log.</summary>
public sealed class LedgerTamperingTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string LogPath => _test.StoreFile("audit", "000001.jsonl");

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("manifest.dfm")]
    [InlineData("audit/head")]
    [InlineData("audit/000001.jsonl")]
    public async Task A_flipped_bit_is_refused_wherever_it_is(string name)
    {
        await _test.SaveOneAsync();
        string path = _test.StoreFile(name.Split('/'));
        byte[] good = await File.ReadAllBytesAsync(path, Token);
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Refused(path, bad);
        }

        await File.WriteAllBytesAsync(path, good, Token);
        using CredentialStore store = _test.Open();
        Assert.Equal("correct horse battery staple", TestStore.Reveal(store));
    }

    [Theory]
    [InlineData("manifest.dfm")]
    [InlineData("audit/head")]
    [InlineData("audit/000001.jsonl")]
    public async Task A_file_cut_at_any_length_or_gone_on_is_refused(string name)
    {
        await _test.SaveOneAsync();
        string path = _test.StoreFile(name.Split('/'));
        byte[] good = await File.ReadAllBytesAsync(path, Token);
        for (int length = 0; length < good.Length; length++)
        {
            Refused(path, good[..length]);
        }

        Refused(path, [.. good, .. good]);
        Refused(path, [.. good, 0, (byte)'\n']);
    }

    [Fact]
    public async Task Half_a_line_that_a_process_left_behind_is_written_over()
    {
        await _test.SaveOneAsync();
        await File.AppendAllTextAsync(LogPath, """{"v":1,"seq":2,"prev":""", Token);

        using CredentialStore store = _test.Open();
        Assert.Equal("correct horse battery staple", TestStore.Reveal(store));
        Assert.True((await store.VerifyAsync(Token)).IsSound);
        Assert.Equal([AuditOperation.Create, AuditOperation.Reveal, AuditOperation.Verify], (await AuditAsync(store)).Select(static entry => entry.Operation));
    }

    [Theory]
    [InlineData("edited", StoreFindingKind.Edited, 3)]
    [InlineData("deleted", StoreFindingKind.Deleted, 3)]
    [InlineData("deleted last", StoreFindingKind.Truncated, 8)]
    [InlineData("inserted copy", StoreFindingKind.Inserted, 4)]
    [InlineData("inserted scribble", StoreFindingKind.Inserted, 3)]
    [InlineData("swapped", StoreFindingKind.Reordered, 3)]
    public async Task Verifying_says_what_was_done_to_the_log_and_where(string change, StoreFindingKind kind, long sequence)
    {
        await SaveManyAsync(8);
        List<string> lines = [.. await File.ReadAllLinesAsync(LogPath, Token)];
        switch (change)
        {
            case "edited":
                lines[2] = lines[2].Replace("Create", "Reveal", StringComparison.Ordinal);
                break;
            case "deleted":
                lines.RemoveAt(2);
                break;
            case "deleted last":
                lines.RemoveAt(7);
                break;
            case "inserted copy":
                lines.Insert(3, lines[1]);
                break;
            case "inserted scribble":
                lines.Insert(2, lines[2].Replace("root", "toor", StringComparison.Ordinal).Replace("Create", "Update", StringComparison.Ordinal));
                break;
            case "swapped":
                (lines[2], lines[5]) = (lines[5], lines[2]);
                break;
        }

        await File.WriteAllTextAsync(LogPath, string.Join('\n', lines) + '\n', Token);
        using CredentialStore store = _test.Open();
        StoreReport report = await store.VerifyAsync(Token);
        StoreFinding finding = Assert.Single(report.Findings);
        Assert.Equal((kind, LogPath, sequence), (finding.Kind, finding.Path, finding.Sequence));
        Assert.False(report.IsSound);
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.OpenSecret("name-1", AuditNote.None)).Reason);
    }

    [Fact]
    public async Task A_line_of_another_segment_is_told_from_a_changed_one()
    {
        using CredentialStore store = _test.Open(new LedgerLimits(SegmentLength: 2_000));
        for (int i = 0; i < 12; i++)
        {
            await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("some-secret"), AuditNote.None, Token);
        }

        Assert.True((await store.VerifyAsync(Token)).IsSound);
        string second = _test.StoreFile("audit", "000002.jsonl");
        string[] foreign = await File.ReadAllLinesAsync(LogPath, Token);
        string[] own = await File.ReadAllLinesAsync(second, Token);
        await File.WriteAllTextAsync(second, string.Join('\n', [own[0], foreign[1], .. own[2..]]) + '\n', Token);

        StoreFinding finding = Assert.Single((await store.VerifyAsync(Token)).Findings);
        Assert.Equal((StoreFindingKind.Foreign, second), (finding.Kind, finding.Path));
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => AuditAsync(store));
        Assert.Equal(ErrorReason.StoreCorrupt, error.Reason);
    }

    [Fact]
    public async Task An_old_segment_that_is_missing_or_cut_is_noticed_by_reading_and_verifying()
    {
        using CredentialStore store = _test.Open(new LedgerLimits(SegmentLength: 2_000));
        for (int i = 0; i < 12; i++)
        {
            await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("some-secret"), AuditNote.None, Token);
        }

        List<AuditEntry> all = await AuditAsync(store);
        Assert.Equal(Enumerable.Range(1, all.Count).Select(static n => (long)n), all.Select(static entry => entry.Sequence));
        Assert.Equal(12, all.Count(static entry => entry.Operation is AuditOperation.Create or AuditOperation.Update));
        string[] lines = await File.ReadAllLinesAsync(LogPath, Token);

        await File.WriteAllTextAsync(LogPath, string.Join('\n', lines[..^1]) + '\n', Token);
        Assert.Equal(StoreFindingKind.Truncated, Assert.Single((await store.VerifyAsync(Token)).Findings).Kind);
        await Assert.ThrowsAsync<DevFlowException>(() => AuditAsync(store));

        File.Delete(LogPath);
        Assert.Equal(StoreFindingKind.Deleted, Assert.Single((await store.VerifyAsync(Token)).Findings).Kind);
        await Assert.ThrowsAsync<DevFlowException>(() => AuditAsync(store));
    }

    [Fact]
    public async Task Two_processes_that_begin_manifests_and_segments_in_turn_agree()
    {
        using CredentialStore one = _test.Open(new LedgerLimits(CheckpointLines: 3, SegmentLength: 3_000));
        using CredentialStore two = _test.Open(new LedgerLimits(CheckpointLines: 4, SegmentLength: 2_000));
        for (int i = 0; i < 30; i++)
        {
            CredentialStore writer = i % 3 == 0 ? one : two;
            Assert.Equal(i + 1, (await writer.SaveAsync(TestStore.Draft(), TestStore.Bytes($"secret {i}"), AuditNote.None, Token)).Version);
            Assert.Equal($"secret {i}", TestStore.Reveal(i % 2 == 0 ? one : two));
        }

        using CredentialStore reader = _test.Open();
        Assert.Equal("secret 29", TestStore.Reveal(reader));
        StoreReport report = await reader.VerifyAsync(Token);
        Assert.Empty(report.Findings);
        Assert.Equal(report.AuditEntries + 1, (await AuditAsync(reader)).Count); // verifying is in the log itself
    }

    [Fact]
    public async Task What_others_may_read_is_reported()
    {
        string path = await _test.SaveOneAsync();
        Modes.Set(path, Modes.Of(path) | UnixFileMode.OtherRead);
        using CredentialStore store = _test.Open();
        StoreFinding finding = Assert.Single((await store.VerifyAsync(Token)).Findings);
        Assert.Equal((StoreFindingKind.Shared, path), (finding.Kind, finding.Path));
    }

    private static async Task<List<AuditEntry>> AuditAsync(CredentialStore store) => await store.ReadAuditAsync(new AuditQuery(), Token).ToListAsync(Token);

    private async Task SaveManyAsync(int count)
    {
        using CredentialStore store = _test.Open();
        for (int i = 1; i <= count; i++)
        {
            await store.SaveAsync(TestStore.Draft($"name-{i}"), TestStore.Bytes("some-secret"), AuditNote.None, Token);
        }
    }

    private void Refused(string path, byte[] content)
    {
        File.WriteAllBytes(path, content);
        using CredentialStore store = _test.Open();
        DevFlowException error = Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None));
        Assert.Equal(ErrorReason.StoreCorrupt, error.Reason);
    }
}
