using System.Runtime.InteropServices;
using DevFlow.Core.Credentials;

namespace DevFlow.Core.Tests.Credentials;

[Collection(ProcessWideCollection.Name)]
public sealed class PermissionTests
{
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory]
    [InlineData(0b000_000_000)]
    [InlineData(0b000_010_010)]
    [InlineData(0b000_111_111)]
    [InlineData(0b011_000_000)]
    [InlineData(0b111_111_111)]
    public async Task Everything_is_the_owners_alone_under_any_umask(int mask)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no umask.");
        using TemporaryFolder root = new();
        string home = Path.Combine(root.Path, "new", "home");
        string keyFile = Path.Combine(root.Path, "config", "devflow", "root.key");
        uint before = SetMask((uint)mask);
        try
        {
            using CredentialStore store = TestStore.Open(
                HomeFolder.Open(home),
                TimeProvider.System,
                name => name == KeySource.FileVariable ? keyFile : null);
            await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("some-secret"), AuditNote.None, TestContext.Current.CancellationToken);
            await store.SaveAsync(TestStore.Draft(), TestStore.Bytes("next-secret"), AuditNote.None, TestContext.Current.CancellationToken);
        }
        finally
        {
            _ = SetMask(before);
        }

        string[] folders = Directory.GetDirectories(root.Path, "*", SearchOption.AllDirectories);
        string[] files = Directory.GetFiles(root.Path, "*", SearchOption.AllDirectories);
        Assert.Equal(8, folders.Length);
        Assert.All(folders, static folder => Assert.Equal(PrivateFolder, Modes.Of(folder)));
        Assert.Contains(keyFile, files, StringComparer.Ordinal);
        Assert.All(files.Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal)), static file => Assert.Equal(PrivateFile, Modes.Of(file)));
        Assert.All(files, static file => Assert.Equal(UnixFileMode.None, Modes.Of(file) & ~PrivateFile));
    }

    [Fact]
    public void The_home_is_the_one_the_variable_names()
    {
        using TemporaryFolder root = new();
        string? before = Environment.GetEnvironmentVariable("DEVFLOW_HOME");
        try
        {
            Environment.SetEnvironmentVariable("DEVFLOW_HOME", Path.Combine(root.Path, "chosen"));
            Assert.Equal(Path.Combine(root.Path, "chosen"), HomeFolder.Open().Path);
        }
        finally
        {
            Environment.SetEnvironmentVariable("DEVFLOW_HOME", before);
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetMask(uint mask);

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("devflow-modes-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
