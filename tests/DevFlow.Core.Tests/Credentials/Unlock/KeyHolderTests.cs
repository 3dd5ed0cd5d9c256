using System.Diagnostics;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials.Unlock;

/// <summary>The places a key comes from, each as a real one: files, variables, programs.</summary>
public sealed class KeyHolderTests : IDisposable
{
    private static readonly string Key = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(static value => (byte)value)]);
    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_unit_of_systemd_opens_the_store_with_its_credential()
    {
        _test.Environment.Remove(KeySource.FileVariable);
        string folder = Directory.CreateDirectory(Path.Combine(_test.Root, "credentials-of-unit")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "devflow-root"), Key + "\n", Cancelled);
        _test.Environment[SystemdHolder.DirectoryVariable] = folder;

        await _test.SaveOneAsync();

        UnlockMethod method = MethodOf(UnlockProtection.Machine);
        Assert.Equal("opens it", method.Answer);
        _test.Environment.Remove(SystemdHolder.DirectoryVariable);
        Assert.Contains("LoadCredentialEncrypted=devflow-root", LockedError().RecommendedAction, StringComparison.Ordinal);
        _test.Environment[SystemdHolder.DirectoryVariable] = _test.Root;
        Assert.Contains("cannot be read", LockedError().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_opens_the_store_with_what_it_prints()
    {
        string program = await ProgramAsync("printf '%s\\n' " + Key);
        await AddAsync(program, "item with spaces", "$HOME `id`");
        File.Delete(_test.KeyPath);
        using CredentialStore store = _test.Open();
        Assert.NotNull(store.Find("github"));
        Assert.Equal(["item with spaces", "$HOME `id`"], await File.ReadAllLinesAsync(program + ".arguments", Cancelled));
    }

    [Theory]
    [InlineData("exit 3", "ended with 3")]
    [InlineData("echo something else", "printed something else than a key")]
    [InlineData("head -c 1000000 /dev/zero", "printed something else than a key")]
    [InlineData("head -c 1000000 /dev/zero >&2; echo no", "printed something else than a key")]
    [InlineData("cat; exit 4", "ended with 4")]
    [InlineData("sleep 60", "did not end within")]
    [InlineData("sleep 5 & exit 5", "did not end within")]
    public async Task A_program_that_hands_out_no_key_locks_and_what_it_prints_is_not_shown(string script, string cause)
    {
        string program = await ProgramAsync("printf '%s\\n' " + Key);
        await AddAsync(program);
        File.Delete(_test.KeyPath);
        await ProgramAsync(script);

        long started = Stopwatch.GetTimestamp();
        DevFlowException error = LockedError();
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.Contains(program, error.RecommendedAction, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_program_that_is_not_there_locks_and_is_named()
    {
        string program = await ProgramAsync("printf '%s\\n' " + Key);
        await AddAsync(program);
        File.Delete(_test.KeyPath);
        File.Delete(program);
        Assert.Contains(program, LockedError().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_by_its_bare_name_is_looked_for_in_PATH_alone_and_never_where_the_process_stands()
    {
        string program = await ProgramAsync("printf '%s\\n' " + Key);
        string planted = $"devflow-planted-{Guid.NewGuid():N}";
        string here = Path.Combine(Environment.CurrentDirectory, planted);
        File.Copy(program, here);
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        try
        {
            DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => AddAsync(store, planted));
            Assert.Contains("PATH", error.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(here + ".arguments"));

            _test.Environment["PATH"] = _test.Root;
            await AddAsync(store, Path.GetFileName(program), "argument");
            Assert.Equal(["argument"], await File.ReadAllLinesAsync(program + ".arguments", Cancelled));
        }
        finally
        {
            File.Delete(here);
        }
    }

    [Fact]
    public async Task A_method_this_system_does_not_have_cannot_be_added()
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        UnlockMethodKind[] foreign = OperatingSystem.IsWindows()
            ? [UnlockMethodKind.Keychain, UnlockMethodKind.SecretService]
            : OperatingSystem.IsMacOS() ? [UnlockMethodKind.DataProtection, UnlockMethodKind.SecretService] : [UnlockMethodKind.DataProtection, UnlockMethodKind.Keychain];
        foreach (UnlockMethodKind kind in foreign)
        {
            DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => store.Access.AddAsync(new UnlockMethodDraft(kind), AuditNote.None, Cancelled));
            Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
            Assert.NotNull(error.RecommendedAction);
        }

        Assert.Single(store.Access.GetStatus().Methods);
    }

    private async Task AddAsync(params string[] command)
    {
        await _test.SaveOneAsync();
        using CredentialStore store = _test.Open();
        await AddAsync(store, command);
    }

    private static Task<UnlockMethod> AddAsync(CredentialStore store, params string[] command) =>
        store.Access.AddAsync(new UnlockMethodDraft(UnlockMethodKind.Command) { Command = command }, AuditNote.None, Cancelled);

    private async Task<string> ProgramAsync(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of this test are shell scripts.");
        string path = Path.Combine(_test.Root, "key program");
        await File.WriteAllTextAsync(path, $"#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$0.arguments\"\n{script}\n", Cancelled);
        Modes.Set(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private UnlockMethod MethodOf(UnlockProtection protection)
    {
        using CredentialStore store = _test.Open();
        UnlockMethod method = Assert.Single(store.Access.GetStatus().Methods);
        Assert.Equal(protection, method.Protection);
        return method;
    }

    private DevFlowException LockedError()
    {
        using CredentialStore store = _test.Open();
        DevFlowException error = Assert.Throws<DevFlowException>(() => store.Find("github"));
        Assert.Equal(ErrorReason.StoreLocked, error.Reason);
        return error;
    }
}
