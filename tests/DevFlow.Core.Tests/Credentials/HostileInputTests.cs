using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials;

public sealed class HostileInputTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("CON")]
    [InlineData("nul.dfc")]
    [InlineData("a\\b:c|d<e>")]
    [InlineData("$(touch x) `id` ; rm -rf ~")]
    [InlineData("-rf")]
    [InlineData(" leading and trailing ")]
    [InlineData("*")]
    [InlineData("[a-z]")]
    [InlineData("\u202Eevil")]
    [InlineData("\U0001F511 key")]
    [InlineData(".")]
    [InlineData("~")]
    public async Task A_name_is_never_more_than_a_name(string name)
    {
        using CredentialStore store = _test.Open();
        await store.SaveAsync(TestStore.Draft(name), TestStore.Bytes("some-secret"), AuditNote.None, Token);
        Assert.Equal(name, store.Find(name)?.Name);
        Assert.Equal("some-secret", TestStore.Reveal(store, name));
        Assert.Matches("^[a-z2-7]{26}[.]dfc$", Path.GetFileName(Assert.Single(_test.Files)));
        Assert.True(await store.RemoveAsync(name, AuditNote.None, Token));
        Assert.Empty(_test.Files);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("audit")]
    [InlineData("locks")]
    public async Task A_link_in_place_of_a_folder_that_others_may_enter_is_refused(string name)
    {
        await _test.SaveOneAsync();
        string folder = _test.StoreFile(name);
        string elsewhere = Path.Combine(_test.Root, "elsewhere");
        Directory.Move(folder, elsewhere);
        Modes.Set(elsewhere, Modes.Of(elsewhere) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        Directory.CreateSymbolicLink(folder, elsewhere);

        using CredentialStore store = _test.Open();
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() =>
            store.SaveAsync(TestStore.Draft(), TestStore.Bytes("new-secret"), AuditNote.None, Token));
        Assert.Equal(ErrorReason.HomeUnusable, error.Reason);
        Assert.Contains(elsewhere, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest.dfm")]
    [InlineData("audit/head")]
    [InlineData("audit/000001.jsonl")]
    public async Task A_link_in_place_of_a_file_of_the_ledger_is_refused(string name)
    {
        await _test.SaveOneAsync();
        string path = _test.StoreFile(name.Split('/'));
        File.Move(path, Path.Combine(_test.Root, "elsewhere"));
        File.CreateSymbolicLink(path, Path.Combine(_test.Root, "elsewhere"));

        using CredentialStore store = _test.Open();
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None)).Reason);
    }

    [Fact]
    public async Task What_killed_processes_left_behind_is_swept_when_it_is_old()
    {
        string folder = Path.GetDirectoryName(await _test.SaveOneAsync())!;
        string old = Path.Combine(folder, ".tmp-old");
        string young = Path.Combine(folder, ".tmp-young");
        foreach (string path in new[] { old, young })
        {
            await File.WriteAllTextAsync(path, "half", Token);
        }

        File.SetLastWriteTimeUtc(old, (TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(11)).UtcDateTime);
        File.SetLastWriteTimeUtc(young, (TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(9)).UtcDateTime);
        await _test.SaveOneAsync("another");

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Fact]
    public async Task A_home_with_spaces_quotes_and_foreign_letters_holds_a_store()
    {
        HomeFolder home = HomeFolder.Open(Path.Combine(_test.Root, "a b", "it's \"so\" $HOME", "\u00dcn\u00ef \u5bb6"));
        using CredentialStore store = TestStore.Open(home, _test.Time, name => name == KeySource.FileVariable ? _test.KeyPath : null);
        await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("some-secret"), AuditNote.None, Token);
        Assert.Equal("some-secret", TestStore.Reveal(store));
        Assert.Empty((await store.VerifyAsync(Token)).Findings);
    }
}
