using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>A damaged store is made usable again, and nothing that still opens is lost by it.</summary>
public sealed class RepairTests : IDisposable
{
    private const int Count = 6;
    private readonly TestStore _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string QuarantineFolder => Assert.Single(Directory.GetDirectories(_test.StoreFile("quarantine")));

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("manifest.dfm", "flipped")]
    [InlineData("manifest.dfm", "deleted")]
    [InlineData("manifest.dfm", "emptied")]
    [InlineData("manifest.dfm", "linked")]
    [InlineData("manifest.dfm", "unreadable")]
    [InlineData("audit/head", "flipped")]
    [InlineData("audit/head", "deleted")]
    [InlineData("audit/head", "emptied")]
    [InlineData("audit/head", "linked")]
    [InlineData("audit/000001.jsonl", "flipped")]
    [InlineData("audit/000001.jsonl", "deleted")]
    [InlineData("audit/000001.jsonl", "emptied")]
    [InlineData("audit/000001.jsonl", "linked")]
    [InlineData("audit/000001.jsonl", "cut")]
    public async Task Whatever_of_manifest_head_and_log_is_damaged_every_credential_is_kept_and_the_file_is_set_aside(string name, string damage)
    {
        await FillAsync();
        string path = _test.StoreFile(name.Split('/'));
        byte[]? damaged = Damage(path, damage);
        using CredentialStore store = _test.Open();
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.List()).Reason);

        StoreRepair repair = await store.RepairAsync(new AuditNote(Why: "a test"), Token);

        Assert.NotEmpty(repair.Found);
        Assert.Empty(repair.Left);
        EverythingOpens(store);
        if (damaged is not null && (damage, name) is not ("cut" or "emptied", "audit/000001.jsonl"))
        {
            Assert.Equal(damaged, await File.ReadAllBytesAsync(Path.Combine(QuarantineFolder, Path.GetFileName(path)), Token));
        }

        AuditEntry[] log = [.. store.ReadAuditAsync(new AuditQuery(), Token).ToBlockingEnumerable(Token)];
        Assert.Equal(repair.Found.Select(static finding => finding.Message), log.Where(static entry => entry.Operation == AuditOperation.Repair).Select(static entry => entry.Detail));
        Assert.All(log.Where(static entry => entry.Operation == AuditOperation.Repair), static entry => Assert.Equal("a test", entry.Why));
        using CredentialStore next = _test.Open();
        await next.SaveAsync(TestStore.Draft("name 0"), TestStore.Bytes("secret 0"), AuditNote.None, Token);
        EverythingOpens(next);
        Assert.True((await next.VerifyAsync(Token)).IsSound);
    }

    [Fact]
    public async Task Of_a_damaged_log_the_lines_before_the_damage_stay_readable()
    {
        await FillAsync();
        string path = _test.StoreFile("audit", "000001.jsonl");
        string[] lines = await File.ReadAllLinesAsync(path, Token);
        lines[3] = lines[3].Replace("Create", "Reveal", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, string.Join('\n', lines) + '\n', Token);
        using CredentialStore store = _test.Open();

        StoreRepair repair = await store.RepairAsync(AuditNote.None, Token);

        Assert.Equal(4, repair.Found[0].Sequence);
        Assert.Equal(
            [AuditOperation.Create, AuditOperation.Create, AuditOperation.Create, AuditOperation.EndSegment, AuditOperation.Repair],
            store.ReadAuditAsync(new AuditQuery(), Token).ToBlockingEnumerable(Token).Select(static entry => entry.Operation).Take(5));
        EverythingOpens(store);
    }

    [Fact]
    public async Task An_old_segment_that_is_damaged_is_taken_out_and_those_around_it_stay_readable()
    {
        LedgerLimits small = new(CheckpointLines: 100, SegmentLength: 1500);
        using (CredentialStore store = _test.Open(small))
        {
            for (int i = 0; i < 4 * Count; i++)
            {
                await store.SaveAsync(TestStore.Draft($"name {i % Count}"), TestStore.Bytes($"secret {i % Count}"), AuditNote.None, Token);
            }
        }

        Damage(_test.StoreFile("audit", "000002.jsonl"), "flipped");
        using CredentialStore damaged = _test.Open(small);
        Assert.False((await damaged.VerifyAsync(Token)).IsSound);

        StoreRepair repair = await damaged.RepairAsync(AuditNote.None, Token);

        Assert.Equal("000002.jsonl", Path.GetFileName(Assert.Single(repair.SetAside)));
        Assert.Empty(repair.Left);
        long[] sequences = [.. damaged.ReadAuditAsync(new AuditQuery(), Token).ToBlockingEnumerable(Token).Select(static entry => entry.Sequence)];
        Assert.Equal(1, sequences[0]);
        Assert.Equal(1, sequences.Zip(sequences.Skip(1)).Count(static pair => pair.Second != pair.First + 1));
        EverythingOpens(damaged);
    }

    [Fact]
    public async Task A_manifest_that_was_put_back_is_followed_to_the_end_of_its_log_and_replaced()
    {
        LedgerLimits small = new(CheckpointLines: 4);
        string path = _test.StoreFile("manifest.dfm");
        await _test.SaveOneAsync("name 0", "secret 0");
        byte[] old = await File.ReadAllBytesAsync(path, Token);
        using (CredentialStore store = _test.Open(small))
        {
            for (int i = 0; i < 2 * Count; i++)
            {
                await store.SaveAsync(TestStore.Draft($"name {i % Count}"), TestStore.Bytes($"secret {i % Count}"), AuditNote.None, Token);
            }
        }

        await File.WriteAllBytesAsync(path, old, Token);
        using CredentialStore put = _test.Open(small);
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => put.List()).Reason);

        StoreRepair repair = await put.RepairAsync(AuditNote.None, Token);

        Assert.Equal((StoreFindingKind.RolledBack, path), (Assert.Single(repair.Found).Kind, repair.Found[0].Path));
        Assert.Equal(old, await File.ReadAllBytesAsync(Assert.Single(repair.SetAside), Token));
        Assert.Empty(repair.Left);
        EverythingOpens(put);
        Assert.Equal(3, put.Find("name 0")!.Version);
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("deleted")]
    [InlineData("emptied")]
    [InlineData("older")]
    public async Task A_damaged_credential_is_given_up_and_no_other(string damage)
    {
        string path = await _test.SaveOneAsync("lost", "old secret");
        byte[] old = await File.ReadAllBytesAsync(path, Token);
        using CredentialStore store = _test.Open();
        await store.SaveAsync(TestStore.Draft("lost"), TestStore.Bytes("new secret"), AuditNote.None, Token);
        await FillAsync();
        byte[] good = await File.ReadAllBytesAsync(path, Token);
        if (damage == "older")
        {
            await File.WriteAllBytesAsync(path, old, Token);
        }
        else
        {
            Damage(path, damage);
        }

        StoreRepair repair = await store.RepairAsync(AuditNote.None, Token);

        Assert.Equal(path, Assert.Single(repair.Found).Path);
        Assert.Equal(damage != "deleted", repair.SetAside.Count == 1);
        Assert.Empty(repair.Left);
        Assert.Null(store.Find("lost"));
        Assert.Equal(Count, store.List().Count);

        // What was given up does not come back by itself, neither the old one nor the last.
        await File.WriteAllBytesAsync(path, good, Token);
        Assert.Null(store.Find("lost"));
        File.Delete(path);
        Assert.Equal(4, (await store.SaveAsync(TestStore.Draft("lost"), TestStore.Bytes("again"), AuditNote.None, Token)).Version);
        EverythingOpens(store);
    }

    [Theory]
    [InlineData("audit/head", "flipped")]
    [InlineData("audit/000001.jsonl", "cut")]
    [InlineData("manifest.dfm", "deleted")]
    public async Task A_process_that_had_read_the_store_before_goes_on_after_another_one_repaired_it(string name, string damage)
    {
        await FillAsync();
        using CredentialStore other = _test.Open();
        EverythingOpens(other);
        Damage(_test.StoreFile(name.Split('/')), damage);
        using (CredentialStore store = _test.Open())
        {
            await store.RepairAsync(AuditNote.None, Token);
        }

        EverythingOpens(other);
        await other.SaveAsync(TestStore.Draft("name 0"), TestStore.Bytes("secret 0"), AuditNote.None, Token);
        using CredentialStore third = _test.Open();
        EverythingOpens(third);
        Assert.True((await third.VerifyAsync(Token)).IsSound);
    }

    [Fact]
    public async Task Those_who_read_and_write_while_a_credential_is_given_up_notice_nothing()
    {
        await FillAsync();
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task[] users = [.. Enumerable.Range(0, 3).Select(index => Task.Run(
            async () =>
            {
                using CredentialStore kept = _test.Open(TimeProvider.System);
                while (!done.IsCancellationRequested)
                {
                    using CredentialStore opened = _test.Open(TimeProvider.System);
                    EverythingOpens(opened);
                    await kept.SaveAsync(TestStore.Draft($"name {index}"), TestStore.Bytes($"secret {index}"), AuditNote.None, Token);
                }
            },
            Token))];
        for (int round = 0; round < 10; round++)
        {
            string path = await _test.SaveOneAsync($"lost {round}");
            await File.WriteAllTextAsync(path, "damaged", Token);
            using CredentialStore store = _test.Open(TimeProvider.System);
            Assert.Equal(path, Assert.Single((await store.RepairAsync(AuditNote.None, Token)).Found).Path);
        }

        await done.CancelAsync();
        await Task.WhenAll(users);
        using CredentialStore last = _test.Open();
        EverythingOpens(last);
        Assert.True((await last.VerifyAsync(Token)).IsSound);
    }

    [Fact]
    public async Task A_whole_store_put_back_is_no_repair_to_a_process_that_knows_better()
    {
        await FillAsync();
        Dictionary<string, byte[]> before = _test.Snapshot();
        using CredentialStore store = _test.Open();
        EverythingOpens(store);
        await store.SaveAsync(TestStore.Draft("name 0"), TestStore.Bytes("newer"), AuditNote.None, Token);

        TestStore.PutBack(before);

        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.Find("name 0")).Reason);
    }

    [Fact]
    public async Task A_damaged_file_does_not_stop_a_change_of_the_root_key_and_keeps_the_old_one_until_it_is_repaired()
    {
        await FillAsync();
        string path = await _test.SaveOneAsync("damaged");
        await File.WriteAllTextAsync(path, "damaged", Token);
        using CredentialStore store = _test.Open();

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => store.Access.ChangeRootKeyAsync(UnlockRequest.Unattended, AuditNote.None, Token));

        Assert.Equal((ErrorReason.StoreCorrupt, path), (error.Reason, error.Target));
        Assert.Contains("Repair-DevFlowCredentialStore", error.RecommendedAction, StringComparison.Ordinal);
        Assert.True(store.Access.GetStatus().RootKeyChangePending);
        EverythingOpens(store);
        Assert.Equal(path, Assert.Single((await store.RepairAsync(AuditNote.None, Token)).Found).Path);
        await store.Access.ChangeRootKeyAsync(UnlockRequest.Unattended, AuditNote.None, Token);
        Assert.False(store.Access.GetStatus().RootKeyChangePending);
        using CredentialStore next = _test.Open();
        EverythingOpens(next);
    }

    [Fact]
    public async Task After_any_damage_to_any_files_a_repair_leaves_a_sound_store_and_never_a_wrong_secret()
    {
        Random random = new(11);
        await FillAsync();
        Dictionary<string, byte[]> good = _test.Snapshot();
        string descriptor = _test.StoreFile("store.json");
        for (int round = 0; round < 60; round++)
        {
            foreach (string path in good.Keys.Where(path => path != descriptor && random.Next(3) == 0))
            {
                byte[] bytes = await File.ReadAllBytesAsync(path, Token);
                int at = random.Next(bytes.Length);
                byte[] bad = random.Next(3) switch
                {
                    0 => bytes[..at],
                    1 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
                    _ => [.. bytes, .. bytes[at..]],
                };
                await File.WriteAllBytesAsync(path, bad, Token);
            }

            using CredentialStore store = _test.Open();
            StoreRepair repair = await store.RepairAsync(AuditNote.None, Token);

            // What was moved away before is put back with the rights of any new file.
            Assert.DoesNotContain(repair.Left, static finding => finding.Kind != StoreFindingKind.Shared);
            foreach (Credential credential in store.List())
            {
                Assert.Equal("secret" + credential.Name[4..], TestStore.Reveal(store, credential.Name));
            }

            foreach (string path in _test.Snapshot().Keys.Except(good.Keys))
            {
                File.Delete(path);
            }

            TestStore.PutBack(good);
        }
    }

    private async Task FillAsync()
    {
        using CredentialStore store = _test.Open();
        for (int i = 0; i < Count; i++)
        {
            await store.SaveAsync(TestStore.Draft($"name {i}"), TestStore.Bytes($"secret {i}"), AuditNote.None, Token);
        }
    }

    private static void EverythingOpens(CredentialStore store) =>
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal($"secret {i}", TestStore.Reveal(store, $"name {i}")));

    /// <returns>What stands there now; null where nothing does, or nothing that can be read.</returns>
    private static byte[]? Damage(string path, string damage)
    {
        byte[] content = File.ReadAllBytes(path);
        switch (damage)
        {
            case "flipped":
                content[content.Length / 2] ^= 1;
                break;
            case "emptied":
                content = [];
                break;
            case "cut":
                content = content[..(content.AsSpan()[..^1].LastIndexOf((byte)'\n') + 1)];
                break;
            case "unreadable":
                File.Delete(path);
                Directory.CreateDirectory(path);
                return null;
            default:
                File.Delete(path);
                if (damage == "linked")
                {
                    File.CreateSymbolicLink(path, path + ".nowhere");
                }

                return null;
        }

        File.WriteAllBytes(path, content);
        return content;
    }
}
