using System.Text;
using DevFlow.Core.Credentials;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevFlow.Core.Tests.Credentials;

public sealed class CredentialStoreTests : IDisposable
{
    private readonly TestStore _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task What_was_saved_is_found_again_by_a_store_opened_anew()
    {
        using CredentialStore writer = _test.Open();
        Credential saved = await writer.SaveAsync(TestStore.Draft(), TestStore.Bytes("s3cret-välue"), AuditNote.None, TestContext.Current.CancellationToken);

        using CredentialStore reader = _test.Open();
        Credential? found = reader.Find("github");

        Assert.NotNull(found);
        Assert.Equal(saved with { Scopes = [] }, found with { Scopes = [] });
        Assert.Equal(["repo", "read:org"], found.Scopes);
        Assert.Equal(TestStore.Draft().ExpiresAt, found.ExpiresAt);
        Assert.Equal(_test.Time.GetUtcNow(), found.StoredAt);
        Assert.Equal(1, found.Version);
        Assert.Equal("s3cret-välue", TestStore.Reveal(reader));
    }

    [Fact]
    public async Task A_store_that_is_locked_while_it_is_listed_says_so()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        StoreKeys keys = store.Unlocker.TryOpen()!;
        StoreFolder folder = new(_test.Home, _test.Time);
        Ledger ledger = new(folder, _test.Time, new LedgerLimits());
        Assert.Single(ledger.All(keys));
        store.Access.Lock(AuditNote.None);

        CredentialFiles files = new(folder, ledger, keys, new OpenedDescriptions(), _test.Time, NullLogger.Instance);

        Assert.Equal(ErrorReason.StoreLocked, Assert.Throws<DevFlowException>(files.ReadAll).Reason);
    }

    [Fact]
    public async Task A_credential_without_expiry_and_scopes_keeps_them_missing()
    {
        using CredentialStore store = _test.Open();
        Credential draft = TestStore.Draft(kind: CredentialKind.Basic) with { ExpiresAt = null, Scopes = [] };
        await store.SaveAsync(draft, TestStore.Bytes("password"), AuditNote.None, TestContext.Current.CancellationToken);

        Credential found = Assert.Single(store.List());
        Assert.Null(found.ExpiresAt);
        Assert.Empty(found.Scopes);
        Assert.Equal(CredentialKind.Basic, found.Kind);
    }

    [Fact]
    public async Task A_replacement_is_the_next_version_and_ends_the_old_secret()
    {
        using CredentialStore store = _test.Open();
        await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("first-secret"), AuditNote.None, TestContext.Current.CancellationToken);
        Credential second = await store.SaveAsync(TestStore.Draft("GitHub"), TestStore.Bytes("second-secret"), AuditNote.None, TestContext.Current.CancellationToken);

        Assert.Equal(2, second.Version);
        Assert.Equal("GitHub", Assert.Single(store.List()).Name);
        Assert.Equal("second-secret", TestStore.Reveal(store));
        Assert.Single(_test.Files);
    }

    [Theory]
    [InlineData("Straße", "STRAßE")]
    [InlineData("caf\u00e9", "CAFE\u0301")]
    [InlineData("a/../b?*[x]", "A/../B?*[X]")]
    public async Task Names_are_compared_without_regard_to_case_and_composition(string stored, string asked)
    {
        using CredentialStore store = _test.Open();
        await store.SaveAsync(TestStore.Draft(stored), TestStore.Bytes("any-secret"), AuditNote.None, TestContext.Current.CancellationToken);

        Assert.Equal(stored, store.Find(asked)?.Name);
        Assert.Null(store.Find(asked + "2"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void A_name_that_cannot_be_told_apart_or_printed_is_refused(string name)
    {
        using CredentialStore store = _test.Open();
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<DevFlowException>(() => store.Find(name)).Reason);
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<DevFlowException>(() => store.Find(new string('a', 129))).Reason);
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<DevFlowException>(() => store.Find("half \ud800 pair")).Reason);
    }

    [Fact]
    public async Task An_empty_or_oversized_secret_is_refused_before_anything_is_written()
    {
        using CredentialStore store = _test.Open();
        foreach (int length in new[] { 0, Envelope.MaxLength })
        {
            DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() =>
                store.SaveAsync(TestStore.Draft(), new byte[length], AuditNote.None, TestContext.Current.CancellationToken));
            Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_test.Home.Path));
    }

    [Fact]
    public async Task A_removed_credential_is_gone_and_the_name_goes_on_counting_so_that_no_old_file_fits_again()
    {
        using CredentialStore store = _test.Open();
        await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("some-secret"), AuditNote.None, TestContext.Current.CancellationToken);

        Assert.True(await store.RemoveAsync("GITHUB", AuditNote.None, TestContext.Current.CancellationToken));
        Assert.False(await store.RemoveAsync("github", AuditNote.None, TestContext.Current.CancellationToken));
        Assert.Null(store.Find("github"));
        DevFlowException error = Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None));
        Assert.Equal(ErrorReason.CredentialNotFound, error.Reason);
        Assert.Contains("'github'", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("new-secret"), AuditNote.None, TestContext.Current.CancellationToken)).Version);
    }

    [Fact]
    public async Task Reading_an_empty_home_finds_nothing_and_creates_nothing()
    {
        using CredentialStore store = _test.Open();

        Assert.Null(store.Find("github"));
        Assert.Empty(store.List());
        Assert.False(await store.RemoveAsync("github", AuditNote.None, TestContext.Current.CancellationToken));
        Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None));
        Assert.Empty(Directory.GetFileSystemEntries(_test.Home.Path));
        Assert.False(File.Exists(_test.KeyPath));
    }

    [Fact]
    public async Task No_file_below_the_home_holds_the_secret_or_the_name_in_any_plain_form()
    {
        const string Secret = "canary-4f1c9e7a-secret";
        const string Name = "canary-name-77";
        using CredentialStore store = _test.Open();
        await store.SaveAsync(TestStore.Draft(Name), TestStore.Bytes(Secret), AuditNote.None, TestContext.Current.CancellationToken);
        await store.SaveAsync(TestStore.Draft(Name), TestStore.Bytes(Secret), AuditNote.None, TestContext.Current.CancellationToken);

        foreach (string file in Directory.GetFiles(_test.Home.Path, "*", SearchOption.AllDirectories))
        {
            byte[] content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            foreach (string text in new[] { Secret, Name, "octocat", "api.github.com" })
            {
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                Assert.Equal(-1, content.AsSpan().IndexOf(utf8));
                Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)));
                Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToBase64String(utf8).TrimEnd('='))));
                Assert.DoesNotContain(text, file, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public async Task Nothing_temporary_stays_behind()
    {
        await _test.SaveOneAsync();
        Assert.DoesNotContain(
            Directory.GetFiles(_test.Root, "*", SearchOption.AllDirectories),
            static file => Path.GetFileName(file).StartsWith(".tmp-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_of_a_token_and_one_of_a_key_make_files_of_few_sizes()
    {
        long shortest = new FileInfo(await _test.SaveOneAsync("a", new string('x', 1))).Length;
        long longer = new FileInfo(await _test.SaveOneAsync("b", new string('x', 60))).Length;
        long next = new FileInfo(await _test.SaveOneAsync("c", new string('x', 61))).Length;

        Assert.Equal(shortest, longer);
        Assert.Equal(shortest + 64, next);
    }

    [Fact]
    public void A_disposed_secret_is_wiped_and_cannot_be_read()
    {
        SecretBuffer secret = SecretBuffer.FromChars("pässword");
        SecretChars chars = secret.ToChars();
        ReadOnlySpan<byte> bytes = secret.Bytes;
        ReadOnlySpan<char> text = chars.Chars;
        Assert.Equal("pässword", text.ToString());

        secret.Dispose();
        chars.Dispose();

        Assert.False(bytes.ContainsAnyExcept((byte)0));
        Assert.False(text.ContainsAnyExcept('\0'));
        Assert.Throws<ObjectDisposedException>(() => secret.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => chars.Chars.Length);
        Assert.Equal("****", secret.ToString());
    }
}
