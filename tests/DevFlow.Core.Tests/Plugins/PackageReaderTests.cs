using System.IO.Compression;
using DevFlow.Core.Plugins;
using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Plugins;

public sealed class PackageReaderTests : IDisposable
{
    private const int SymbolicLink = 0xA000 << 16;

    private readonly TempFolder _folder = new(awkward: true);

    [Theory]
    [InlineData("sample.zip", "")]
    [InlineData("sample.zip", "sample-1.0/")]
    [InlineData("sample.nupkg", "lib/net10.0/")]
    public void An_archive_holds_the_plugin_beside_its_manifest_whatever_else_it_has(string name, string root)
    {
        string path = Zip(name, archive =>
        {
            if (root.Length > 0)
            {
                Add(archive, "[Content_Types].xml", "<Types/>");
                Add(archive, "_rels/.rels", "<x/>");
            }

            Add(archive, root + "plugin.json", PluginFolders.Manifest());
            Add(archive, root + "de/Sample.resources.dll", "x");
        });

        PluginPackage package = PackageReader.Read(path);

        Assert.Equal("sample", package.Manifest.Id);
        Assert.Equal(["de/Sample.resources.dll", "plugin.json"], package.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_files_have_the_same_digest_as_folder_and_as_archive()
    {
        _folder.Write("plain/plugin.json", PluginFolders.Manifest());
        _folder.Write("plain/sub/readme.txt", "hello");
        string zip = Zip("packed.zip", static archive =>
        {
            Add(archive, "x/sub/readme.txt", "hello");
            Add(archive, "x/plugin.json", PluginFolders.Manifest());
        });

        Assert.Equal(PackageReader.Read(_folder.File("plain")).Digest, PackageReader.Read(zip).Digest);
    }

    [Theory]
    [InlineData("../evil.dll", "leads outside")]
    [InlineData("x/../../evil.dll", "leads outside")]
    [InlineData("/etc/evil", "leads outside")]
    [InlineData("C:/evil.dll", "leads outside")]
    [InlineData("..\\evil.dll", "leads outside")]
    [InlineData("NUL.txt", "same file on every system")]
    [InlineData(".hidden", "same file on every system")]
    [InlineData("end.", "same file on every system")]
    [InlineData("ende\u0301.txt", "same file on every system")]
    [InlineData("PLUGIN.JSON", "twice")]
    [InlineData("sub/plugin.json", "2 files named plugin.json")]
    public void An_archive_with_a_bad_name_is_refused_as_a_whole(string entry, string expected)
    {
        string path = Zip("bad.zip", archive =>
        {
            Add(archive, "plugin.json", PluginFolders.Manifest());
            Add(archive, entry, "x");
        });

        Assert.Contains(expected, Refused(path), StringComparison.Ordinal);
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_symbolic_link_in_an_archive_is_refused()
    {
        string path = Zip("link.zip", static archive =>
        {
            Add(archive, "plugin.json", PluginFolders.Manifest());
            Add(archive, "Sample.dll", "/etc/passwd").ExternalAttributes = SymbolicLink;
        });

        Assert.Contains("link or a device", Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbolic_link_in_a_folder_is_refused()
    {
        _folder.Write("plain/plugin.json", PluginFolders.Manifest());
        File.CreateSymbolicLink(_folder.File("plain", "Sample.dll"), _folder.Write("secret", "x"));

        Assert.Contains("symbolic link", Refused(_folder.File("plain")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_swells_is_stopped_by_what_comes_out_and_not_by_what_the_archive_says()
    {
        string path = Zip("bomb.zip", static archive =>
        {
            Add(archive, "plugin.json", PluginFolders.Manifest());
            using Stream content = archive.CreateEntry("zeros.bin", CompressionLevel.SmallestSize).Open();
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 65; i++)
            {
                content.Write(zeros);
            }
        });

        Assert.True(new FileInfo(path).Length < 1024 * 1024);
        Assert.Contains("more than 67108864 bytes", Refused(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_crowd_of_files_is_refused()
    {
        string path = Zip("crowd.zip", static archive =>
        {
            Add(archive, "plugin.json", PluginFolders.Manifest());
            for (int i = 0; i < 500; i++)
            {
                Add(archive, $"f{i}", "");
            }
        });

        Assert.Contains("more than 500 files", Refused(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plugin.tar", "neither a folder nor a .zip")]
    [InlineData("plugin.zip", "no plugin that can be installed")]
    public void What_is_no_package_is_refused(string name, string expected) => Assert.Contains(expected, Refused(_folder.Write(name, "not a package")), StringComparison.Ordinal);

    [Fact]
    public void A_package_that_is_not_there_is_not_found() =>
        Assert.Equal(ErrorReason.NotFound, Assert.Throws<DevFlowException>(() => PackageReader.Read(_folder.File("absent.zip"))).Reason);

    public void Dispose() => _folder.Dispose();

    private static string Refused(string path)
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => PackageReader.Read(path));
        Assert.Equal(ErrorReason.PluginInvalid, error.Reason);
        Assert.NotNull(error.RecommendedAction);
        return error.Message;
    }

    private string Zip(string name, Action<ZipArchive> fill)
    {
        string path = _folder.File(name);
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        fill(archive);
        return path;
    }

    private static ZipArchiveEntry Add(ZipArchive archive, string name, string text)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name);
        using StreamWriter writer = new(entry.Open());
        writer.Write(text);
        return entry;
    }
}
