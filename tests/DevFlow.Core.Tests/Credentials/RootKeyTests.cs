using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials;

public sealed class RootKeyTests : IDisposable
{
    private readonly TestStore _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task The_wrong_key_locks_the_store_and_blames_no_file()
    {
        _test.Environment[KeySource.KeyVariable] = Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]);
        await _test.SaveOneAsync();
        _test.Environment[KeySource.KeyVariable] = Convert.ToBase64String(new byte[32]);
        Locked("does not belong to it", KeySource.KeyVariable);
    }

    [Fact]
    public async Task A_key_from_the_environment_opens_and_needs_no_file()
    {
        _test.Environment[KeySource.KeyVariable] = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(static value => (byte)value)]);
        await _test.SaveOneAsync(secret: "kept without a file");
        Assert.False(File.Exists(_test.KeyPath));
        using CredentialStore store = _test.Open();
        Assert.Equal("kept without a file", TestStore.Reveal(store));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("AAAA")]
    [InlineData("!!!!")]
    public void A_variable_that_holds_no_key_locks_and_is_not_repeated_in_the_error(string value)
    {
        _test.Environment[KeySource.KeyVariable] = value;
        DevFlowException error = FailsToFound();
        Assert.Contains(KeySource.KeyVariable, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_locks_and_no_new_one_is_made_over_the_store()
    {
        await _test.SaveOneAsync();
        File.Delete(_test.KeyPath);

        Locked("key is missing", _test.KeyPath);
        using CredentialStore store = _test.Open();
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() =>
            store.SaveAsync(TestStore.Draft("second"), TestStore.Bytes("some-secret"), AuditNote.None, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorReason.StoreLocked, error.Reason);
        Assert.False(File.Exists(_test.KeyPath));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task A_key_file_others_may_use_is_refused_with_the_command_that_mends_it(UnixFileMode extra)
    {
        await _test.SaveOneAsync();
        Modes.Set(_test.KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);

        Assert.Contains("chmod 600", Locked(_test.KeyPath).RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbolic_link_is_no_key_file_even_when_it_leads_nowhere()
    {
        await _test.SaveOneAsync();
        File.Move(_test.KeyPath, _test.KeyPath + ".real");
        File.CreateSymbolicLink(_test.KeyPath, _test.KeyPath + ".real");
        Locked("symbolic link");
        File.Delete(_test.KeyPath + ".real");
        Locked("symbolic link");
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA\n")]
    [InlineData("this is no base64 at all, but forty-three char\n")]
    public async Task A_key_file_of_another_content_is_refused(string content)
    {
        await _test.SaveOneAsync();
        await File.WriteAllTextAsync(_test.KeyPath, content, TestContext.Current.CancellationToken);
        Locked(_test.KeyPath);
        await File.WriteAllBytesAsync(_test.KeyPath, new byte[5000], TestContext.Current.CancellationToken);
        Locked(_test.KeyPath);
    }

    [Fact]
    public void A_key_file_that_cannot_be_made_locks_and_names_the_path()
    {
        string obstacle = Path.Combine(_test.Root, "obstacle");
        File.WriteAllText(obstacle, "");
        _test.Environment[KeySource.FileVariable] = Path.Combine(obstacle, "root.key");
        Assert.Contains(obstacle, FailsToFound().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sixteen_threads_that_need_a_key_at_once_get_the_same_one()
    {
        // The gap between looking and creating is small: one round finds it once in many runs.
        for (int round = 0; round < 50; round++)
        {
            RaceForOneKey();
            File.Delete(_test.KeyPath);
        }
    }

    private void RaceForOneKey()
    {
        using Barrier start = new(16);
        string[] keys = new string[16];
        Thread[] threads = [.. Enumerable.Range(0, 16).Select(index => new Thread(() =>
        {
            start.SignalAndWait();
            KeyFileHolder holder = new KeyFileHolder(new KeySource(name => _test.Environment.GetValueOrDefault(name)));
            using SecretBuffer key = holder.Create(default, "", new UnlockMethodDraft(UnlockMethodKind.KeyFile)).Key;
            keys[index] = Convert.ToHexString(key.Bytes);
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.Single(keys.Distinct(StringComparer.Ordinal));
        Assert.Equal(64, keys[0].Length);
        Assert.Equal([_test.KeyPath], Directory.GetFiles(Path.GetDirectoryName(_test.KeyPath)!));
    }

    private DevFlowException FailsToFound()
    {
        using CredentialStore store = _test.Open();
        DevFlowException error = Assert.ThrowsAsync<DevFlowException>(() =>
            store.SaveAsync(TestStore.Draft(), TestStore.Bytes("some-secret"), AuditNote.None, TestContext.Current.CancellationToken)).GetAwaiter().GetResult();
        Assert.Equal(ErrorReason.StoreLocked, error.Reason);
        return error;
    }

    private DevFlowException Locked(params string[] mentions)
    {
        using CredentialStore store = _test.Open();
        DevFlowException error = Assert.Throws<DevFlowException>(() => store.OpenSecret("github", AuditNote.None));
        Assert.Equal(ErrorReason.StoreLocked, error.Reason);
        Assert.NotNull(error.RecommendedAction);
        Assert.All(mentions, mention => Assert.Contains(mention, error.Message, StringComparison.Ordinal));
        return error;
    }
}
