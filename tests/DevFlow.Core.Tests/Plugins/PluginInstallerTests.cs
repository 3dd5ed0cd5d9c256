using DevFlow.Core.Credentials;
using DevFlow.Core.Plugins;
using DevFlow.Core.Tests.Credentials;
using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Plugins;

public sealed class PluginInstallerTests : IDisposable
{
    private readonly TestStore _store = new();
    private readonly PluginFolders _builtIn = new PluginFolders().Add("github", PluginFolders.Manifest("github"), classes: 1);
    private readonly TempFolder _source = new();
    private readonly List<CredentialStore> _open = [];
    private readonly PluginManager _plugins;

    public PluginInstallerTests()
    {
        _plugins = OpenManager();
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string PluginsFolder => Path.Combine(_store.Home.Path, "plugins");

    private string InstalledFolder => Directory.GetDirectories(PluginsFolder).Single();

    [Fact]
    public async Task What_was_installed_is_there_for_every_process_of_the_user()
    {
        Plugin installed = await InstallAsync(_plugins);

        Assert.Equal((PluginSource.Installed, PluginState.Available, "1.0"), (installed.Source, installed.State, installed.Version));
        PluginManager other = OpenManager();
        Assert.NotNull(other.Get("sample"));
        Assert.Equal(PluginState.Active, other.List().Single(static plugin => plugin.Id == "sample").State);
        Assert.NotSame(_plugins.Get("sample").GetType(), other.Get("sample").GetType());
    }

    [Fact]
    public async Task The_audit_log_tells_what_was_installed_switched_and_removed_before_it_holds()
    {
        Plugin installed = await InstallAsync(_plugins);
        await _plugins.DisableAsync("sample", sessionOnly: false, Cancelled);
        await _plugins.EnableAsync("sample", settings: null, sessionOnly: true, Cancelled);
        await _plugins.UninstallAsync("sample", Cancelled);

        List<AuditEntry> entries = [];
        await foreach (AuditEntry entry in _open[0].ReadAuditAsync(new AuditQuery { Operations = [AuditOperation.InstallPlugin, AuditOperation.EnablePlugin, AuditOperation.DisablePlugin, AuditOperation.UninstallPlugin] }, Cancelled))
        {
            entries.Add(entry);
        }

        Assert.Equal(
            [
                (AuditOperation.InstallPlugin, $"sample 1.0, SHA-256 {installed.Digest}"),
                (AuditOperation.DisablePlugin, "sample"),
                (AuditOperation.EnablePlugin, "sample, for one session"),
                (AuditOperation.UninstallPlugin, "sample 1.0"),
            ],
            entries.Select(static entry => (entry.Operation, entry.Detail)));
        Assert.True((await _open[0].VerifyAsync(Cancelled)).IsSound);
    }

    [Fact]
    public async Task A_manager_that_looked_before_finds_what_another_process_installs_and_switches_off()
    {
        PluginManager early = OpenManager();
        Assert.Equal(["github"], early.Known.Keys);

        await InstallAsync(_plugins);
        Assert.NotNull(early.Get("sample"));
        await _plugins.DisableAsync("sample", sessionOnly: false, Cancelled);

        Assert.Equal(ErrorReason.PluginDisabled, Assert.Throws<DevFlowException>(() => early.Get("sample")).Reason);
    }

    [Fact]
    public async Task Everything_copied_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has access lists instead of modes.");
            return;
        }

        await InstallAsync(_plugins);

        foreach (string file in Directory.GetFiles(PluginsFolder, "*", SearchOption.AllDirectories))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        foreach (string folder in Directory.GetDirectories(PluginsFolder))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
    }

    [Theory]
    [InlineData("Sample.dll")]
    [InlineData("plugin.json")]
    [InlineData("notes.txt")]
    public async Task A_file_changed_after_it_was_installed_stops_the_plugin_before_any_of_its_code_runs(string file)
    {
        await InstallAsync(_plugins);
        string path = Path.Combine(InstalledFolder, file);
        File.WriteAllBytes(path, file == "Sample.dll" ? SampleAssembly.Emit(classes: 1, SampleStart.Throws) : [.. File.ReadAllBytes(path), (byte)' ']);

        DevFlowException error = Assert.Throws<DevFlowException>(() => OpenManager().Get("sample"));

        Assert.Equal(ErrorReason.PluginInvalid, error.Reason);
        Assert.Contains($"'{file}' of the plugin 'sample' was refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_stops_the_plugin_and_one_that_was_added_is_not_looked_at()
    {
        await InstallAsync(_plugins);
        File.WriteAllText(Path.Combine(InstalledFolder, "System.Text.Json.dll"), "not what was installed");
        Assert.NotNull(OpenManager().Get("sample"));

        File.Delete(Path.Combine(InstalledFolder, "notes.txt"));

        Assert.Equal(ErrorReason.PluginInvalid, Assert.Throws<DevFlowException>(() => OpenManager().Get("sample")).Reason);
    }

    [Fact]
    public async Task A_record_written_by_somebody_else_is_not_trusted_and_the_built_in_plugins_work_on()
    {
        await InstallAsync(_plugins);
        string record = Path.Combine(PluginsFolder, "plugins.json");
        string changed = Path.Combine(InstalledFolder, "Sample.dll");
        string before = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(changed)));
        File.WriteAllBytes(changed, SampleAssembly.Emit(classes: 1, SampleStart.Throws));
        string after = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(changed)));
        File.WriteAllText(record, File.ReadAllText(record).Replace(before, after, StringComparison.Ordinal));

        PluginManager other = OpenManager();
        DevFlowException error = Assert.Throws<DevFlowException>(() => other.Get("sample"));

        Assert.Equal(ErrorReason.StoreCorrupt, error.Reason);
        Assert.Contains("its seal does not fit", error.Message, StringComparison.Ordinal);
        Assert.NotNull(other.Get("github"));
        Assert.Equal(ErrorReason.StoreCorrupt, (await Assert.ThrowsAsync<DevFlowException>(() => InstallAsync(other, "another"))).Reason);
        Assert.DoesNotContain(other.List(), static plugin => plugin.Id == "another");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("devflow-plugins/1 zz\n{}")]
    [InlineData("devflow-plugins/1 00\n{\"plugins\":[null]}")]
    [InlineData("devflow-plugins/1 00\n{\"plugins\":[{\"id\":\"x\",\"version\":\"1.0\",\"folder\":\"../..\",\"origin\":\"\",\"installedAt\":\"2026-01-01T00:00:00Z\",\"files\":{}}]}")]
    public async Task A_record_that_cannot_be_read_takes_no_built_in_plugin_down(string content)
    {
        await InstallAsync(_plugins);
        File.WriteAllText(Path.Combine(PluginsFolder, "plugins.json"), content);

        PluginManager other = OpenManager();

        Assert.NotNull(other.Get("github"));
        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => other.Get("sample")).Reason);
    }

    [Fact]
    public async Task A_record_from_another_home_is_not_trusted()
    {
        await InstallAsync(_plugins);
        using TestStore elsewhere = new();
        using CredentialStore credentials = elsewhere.Open();
        await credentials.SaveAsync(TestStore.Draft(), TestStore.Bytes("secret"), AuditNote.None, Cancelled);
        string folder = elsewhere.Home.Folder("plugins");
        File.Copy(Path.Combine(PluginsFolder, "plugins.json"), Path.Combine(folder, "plugins.json"));
        CopyFolder(InstalledFolder, Path.Combine(folder, Path.GetFileName(InstalledFolder)));

        PluginManager other = _builtIn.Create(new PluginStore(elsewhere.Home, credentials, elsewhere.Time));

        Assert.Equal(ErrorReason.StoreCorrupt, Assert.Throws<DevFlowException>(() => other.Get("sample")).Reason);
    }

    [Fact]
    public async Task The_record_stays_good_when_the_root_key_changes()
    {
        await InstallAsync(_plugins);
        await _open[0].Access.ChangeRootKeyAsync(UnlockRequest.Unattended, AuditNote.None, Cancelled);

        Assert.NotNull(OpenManager().Get("sample"));
    }

    [Fact]
    public async Task While_the_credential_store_is_locked_the_built_in_plugins_alone_can_be_used()
    {
        await InstallAsync(_plugins);
        PluginManager other = OpenManager();
        File.Delete(_store.KeyPath);

        Assert.NotNull(other.Get("github"));
        Assert.Equal(ErrorReason.StoreLocked, Assert.Throws<DevFlowException>(() => other.Get("sample")).Reason);
        Assert.Contains(other.List(), static plugin => plugin.Id == "sample");
    }

    [Fact]
    public async Task A_built_in_plugin_is_never_replaced()
    {
        DevFlowException error = await Assert.ThrowsAsync<DevFlowException>(() => InstallAsync(_plugins, "github", force: true));

        Assert.Equal(ErrorReason.InvalidArgument, error.Reason);
        Assert.Contains("part of DevFlow", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorReason.InvalidArgument, (await Assert.ThrowsAsync<DevFlowException>(() => _plugins.UninstallAsync("github", Cancelled))).Reason);
    }

    [Fact]
    public async Task Another_version_takes_the_place_of_the_one_that_is_loaded_only_by_force()
    {
        await InstallAsync(_plugins);
        IPlatformPlugin before = _plugins.Get("sample");

        Assert.Contains("1.0 already", (await Assert.ThrowsAsync<DevFlowException>(() => InstallAsync(_plugins, version: "2.0"))).Message, StringComparison.Ordinal);
        Plugin after = await InstallAsync(_plugins, version: "2.0", force: true);

        Assert.Equal("2.0", after.Version);
        Assert.NotSame(before, _plugins.Get("sample"));
        Assert.Single(Directory.GetDirectories(PluginsFolder));
    }

    [Fact]
    public void A_package_with_another_digest_than_the_one_meant_is_refused()
    {
        string path = Package("sample", "1.0");
        PluginReport report = PluginTester.TestPackage(path);
        PluginInstaller installer = new(_plugins);

        Assert.Equal(report.Digest, installer.Read(path, report.Digest, force: false).Digest);
        Assert.Contains("not the one given", Assert.Throws<DevFlowException>(() => installer.Read(path, new string('0', 64), force: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_asked_is_told_what_it_is_and_what_it_can_do()
    {
        string path = Package("sample", "1.0");
        _source.Write("sample-1.0/plugin.json", PluginFolders.Manifest(more: ",\"capabilities\":[\"events\",\"refresh\"]"));
        PluginPackage package = new PluginInstaller(_plugins).Read(path, digest: null, force: false);

        string told = PluginInstaller.Describe(package);

        Assert.All(
            ["'sample' 1.0", package.Digest, "all your rights", "handles or changes events", "handed what renews them"],
            part => Assert.Contains(part, told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("lib.so", "no managed assemblies")]
    [InlineData("native.dll", "no managed assemblies")]
    [InlineData("DevFlow.Abstractions.dll", "is the host's")]
    public void A_package_that_carries_what_it_must_not_is_refused(string file, string expected)
    {
        string path = Package("sample", "1.0");
        File.WriteAllBytes(Path.Combine(path, file), file.StartsWith("DevFlow", StringComparison.Ordinal) ? File.ReadAllBytes(typeof(IPlatformPlugin).Assembly.Location) : [1, 2, 3]);

        Assert.Contains(expected, Assert.Throws<DevFlowException>(() => new PluginInstaller(_plugins).Read(path, digest: null, force: false)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_package_without_one_entry_is_refused_before_its_code_runs(int classes)
    {
        string path = Package("sample", "1.0");
        File.WriteAllBytes(Path.Combine(path, "Sample.dll"), SampleAssembly.Emit(classes));

        Assert.Contains($"{classes} public classes", Assert.Throws<DevFlowException>(() => new PluginInstaller(_plugins).Read(path, digest: null, force: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_uninstalled_is_gone_with_its_files_and_settings()
    {
        await InstallAsync(_plugins);
        _plugins.Get("sample");
        Directory.CreateDirectory(Path.Combine(PluginsFolder, "left-by-a-crash"));

        await _plugins.UninstallAsync("sample", Cancelled);

        Assert.Empty(Directory.GetDirectories(PluginsFolder));
        Assert.Equal(ErrorReason.UnknownPlatform, Assert.Throws<DevFlowException>(() => _plugins.Get("sample")).Reason);
        Assert.DoesNotContain("sample", File.ReadAllText(Path.Combine(PluginsFolder, "plugins.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_for_the_session_only_writes_nothing_and_is_gone_with_it()
    {
        PluginInstaller installer = new(_plugins);
        string path = Package("sample", "1.0");
        PluginPackage package = installer.Read(path, digest: null, force: false);
        Directory.Delete(path, recursive: true);

        Plugin installed = await installer.InstallAsync(package, settings: null, sessionOnly: true, force: false, Cancelled);

        Assert.Equal(PluginSource.Session, installed.Source);
        Assert.NotNull(_plugins.Get("sample"));
        Assert.False(Directory.Exists(PluginsFolder));
        Assert.Equal(["github"], OpenManager().Known.Keys);
    }

    [Fact]
    public async Task A_built_in_plugin_switched_off_for_good_is_off_in_every_process()
    {
        await _plugins.DisableAsync("github", sessionOnly: false, Cancelled);

        Assert.Equal(ErrorReason.PluginDisabled, Assert.Throws<DevFlowException>(() => OpenManager().Get("github")).Reason);
        await OpenManager().EnableAsync("github", settings: null, sessionOnly: false, Cancelled);
        Assert.NotNull(_plugins.Get("github"));
    }

    [Fact]
    public async Task A_test_says_what_was_looked_at_and_what_is_wrong()
    {
        await InstallAsync(_plugins);
        PluginTester tester = new(_plugins);

        PluginReport sound = tester.Test("sample");
        Assert.True(sound.IsSound, string.Join("; ", sound.Checks));
        Assert.Equal(
            ["assemblies", "dependencies", "entry", "files", "installed files", "manifest", "reach", "record", "references", "settings", "start"],
            sound.Checks.Select(static check => check.Name).Order(StringComparer.Ordinal));

        File.AppendAllText(Path.Combine(InstalledFolder, "notes.txt"), "x");
        PluginReport broken = new PluginTester(OpenManager()).Test("sample");

        Assert.False(broken.IsSound);
        Assert.Equal(["installed files"], broken.Checks.Where(static check => check.Passed == false).Select(static check => check.Name));
        Assert.Null(broken.Checks[^1].Passed);
    }

    [Fact]
    public void A_test_of_a_package_runs_none_of_its_code()
    {
        string path = Package("sample", "1.0");
        File.WriteAllBytes(Path.Combine(path, "Sample.dll"), SampleAssembly.Emit(classes: 1, SampleStart.Throws));

        PluginReport report = PluginTester.TestPackage(path);

        Assert.True(report.IsSound);
        Assert.Equal(("start", null), (report.Checks[^1].Name, report.Checks[^1].Passed));
    }

    public void Dispose()
    {
        _open.ForEach(static store => store.Dispose());
        _builtIn.Dispose();
        _source.Dispose();
        _store.Dispose();
    }

    private PluginManager OpenManager()
    {
        CredentialStore credentials = _store.Open();
        _open.Add(credentials);
        return _builtIn.Create(new PluginStore(_store.Home, credentials, _store.Time));
    }

    private async Task<Plugin> InstallAsync(PluginManager plugins, string id = "sample", string version = "1.0", bool force = false)
    {
        PluginInstaller installer = new(plugins);
        return await installer.InstallAsync(installer.Read(Package(id, version), digest: null, force), settings: null, sessionOnly: false, force, Cancelled);
    }

    private string Package(string id, string version)
    {
        _source.Write($"{id}-{version}/plugin.json", PluginFolders.Manifest(id, version: version));
        _source.Write($"{id}-{version}/notes.txt", "notes");
        string folder = _source.File($"{id}-{version}");
        File.WriteAllBytes(Path.Combine(folder, "Sample.dll"), SampleAssembly.Emit());
        return folder;
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
