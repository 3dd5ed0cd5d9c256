using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials;

public sealed class TamperingTests : IDisposable
{
    private readonly TestStore _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flipped_bit_is_refused_wherever_it_is_even_where_the_file_was_opened_before(bool wasOpened)
    {
        string path = await _test.SaveOneAsync();
        byte[] good = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        using CredentialStore store = _test.Open();
        if (wasOpened)
        {
            Assert.Single(store.List());
        }

        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuses(store, path, bad);
            Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.Find("github")).Reason);
        }

        await File.WriteAllBytesAsync(path, good, TestContext.Current.CancellationToken);
        Assert.Equal("correct horse battery staple", TestStore.Reveal(store));
    }

    [Fact]
    public async Task A_file_cut_at_any_length_is_refused()
    {
        string path = await _test.SaveOneAsync();
        byte[] good = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        using CredentialStore store = _test.Open();
        for (int length = 0; length < good.Length; length++)
        {
            Refuses(store, path, good[..length]);
        }
    }

    [Fact]
    public async Task Bytes_after_the_end_are_refused()
    {
        string path = await _test.SaveOneAsync();
        byte[] good = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        using CredentialStore store = _test.Open();

        Refuses(store, path, [.. good, 0]);
        Refuses(store, path, [.. good, .. good]);
        Refuses(store, path, [.. good, .. new byte[Envelope.MaxLength]]);
    }

    [Fact]
    public async Task Swapped_files_are_refused()
    {
        string first = await _test.SaveOneAsync("first", "secret of the first");
        string second = await _test.SaveOneAsync("second", "secret of the second");
        File.Move(first, first + ".aside");
        File.Move(second, first);
        File.Move(first + ".aside", second);

        using CredentialStore store = _test.Open();
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.OpenSecret("first", AuditNote.None)).Reason);
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.OpenSecret("second", AuditNote.None)).Reason);
    }

    [Fact]
    public async Task No_part_can_move_between_two_versions_or_credentials()
    {
        string first = await _test.SaveOneAsync("first", "secret of the first");
        string second = await _test.SaveOneAsync("second", "secret of another");
        byte[] one = await File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken);
        byte[] two = await File.ReadAllBytesAsync(second, TestContext.Current.CancellationToken);
        using CredentialStore store = _test.Open();
        await store.SaveAsync(TestStore.Draft("first"), TestStore.Bytes("secret of the first, again"), AuditNote.None, TestContext.Current.CancellationToken);
        byte[] later = await File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken);
        Assert.Equal(one.Length, two.Length);
        Assert.Equal(one.Length, later.Length);
        int[] borders = [0, 59, 167, one.Length - (32 + 32 + 12 + 4 + 64 + 16), one.Length];
        foreach (byte[] other in new[] { two, one })
        {
            for (int part = 0; part < 4; part++)
            {
                byte[] mixed = [.. later];
                other.AsSpan(borders[part]..borders[part + 1]).CopyTo(mixed.AsSpan(borders[part]));
                Refuses(store, first, mixed, "first");
            }
        }
    }

    [Fact]
    public async Task A_file_of_another_store_is_refused_under_the_same_root_key()
    {
        using TestStore other = new();
        other.Environment[KeySource.FileVariable] = _test.KeyPath;
        string ours = await _test.SaveOneAsync();
        string theirs = await other.SaveOneAsync();
        Assert.NotEqual(Path.GetFileName(ours), Path.GetFileName(theirs), StringComparer.Ordinal);

        using CredentialStore store = _test.Open();
        Refuses(store, ours, await File.ReadAllBytesAsync(theirs, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_unreadable_file_hides_no_other_and_is_reported()
    {
        await _test.SaveOneAsync("beta");
        string bad = await _test.SaveOneAsync("alpha");
        await _test.SaveOneAsync("Gamma");
        await File.WriteAllTextAsync(bad, "scribble", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(bad)!, "foreign.dfc"), "scribble", TestContext.Current.CancellationToken);

        using CredentialStore store = _test.Open();

        Assert.Equal(["beta", "Gamma"], store.List().Select(static credential => credential.Name), StringComparer.Ordinal);
        CredentialEntry[] refused = [.. store.ListEntries().Where(static entry => entry.Error is not null)];
        Assert.Equal(2, refused.Length);
        Assert.All(refused, static entry => Assert.Equal(ErrorReason.StoreCorrupt, entry.Error!.Reason));
        Assert.Contains(refused, entry => entry.Path == bad && entry.Error!.Message.Contains(bad, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unreadable_file_is_never_overwritten_but_can_be_removed()
    {
        string path = await _test.SaveOneAsync();
        await File.WriteAllTextAsync(path, "scribble", TestContext.Current.CancellationToken);
        using CredentialStore store = _test.Open();

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() =>
            store.SaveAsync(TestStore.Draft(), TestStore.Bytes("new-secret"), AuditNote.None, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorReason.StoreCorrupt, error.Reason);
        Assert.Equal("scribble", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.True(await store.RemoveAsync("github", AuditNote.None, TestContext.Current.CancellationToken));
        Assert.Equal(3, (await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("new-secret"), AuditNote.None, TestContext.Current.CancellationToken)).Version);
    }

    [Fact]
    public async Task A_symbolic_link_in_place_of_a_credential_is_refused()
    {
        string path = await _test.SaveOneAsync();
        File.Move(path, path + ".elsewhere");
        File.CreateSymbolicLink(path, path + ".elsewhere");

        using CredentialStore store = _test.Open();
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None)).Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"formatVersion":2,"storeId":"00","rootKeys":[{}]}""")]
    [InlineData("""{"formatVersion":1,"storeId":"00","rootKeys":[{"id":"00","check":"00"}]}""")]
    [InlineData("""{"formatVersion":1,"storeId":7,"rootKeys":[{"id":"00","check":"00"}]}""")]
    public async Task A_store_description_that_makes_no_sense_is_refused(string content)
    {
        await _test.SaveOneAsync();
        await File.WriteAllTextAsync(Path.Combine(_test.Home.Path, "credentials", "store.json"), content, TestContext.Current.CancellationToken);
        using CredentialStore store = _test.Open();
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.List()).Reason);
    }

    [Fact]
    public async Task Credentials_without_their_store_description_are_not_founded_anew()
    {
        await _test.SaveOneAsync();
        File.Delete(Path.Combine(_test.Home.Path, "credentials", "store.json"));
        using CredentialStore store = _test.Open();

        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() =>
            store.SaveAsync(TestStore.Draft(), TestStore.Bytes("new-secret"), AuditNote.None, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorReason.StoreCorrupt, error.Reason);
    }

    private static void Refuses(CredentialStore store, string path, byte[] content, string name = "github")
    {
        File.WriteAllBytes(path, content);
        DevFlowException error = Assert.Throws<DevFlowException>(() => store.OpenSecret(name, AuditNote.None));
        Assert.Equal(ErrorReason.StoreCorrupt, error.Reason);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", error.ToString(), StringComparison.Ordinal);
    }
}
