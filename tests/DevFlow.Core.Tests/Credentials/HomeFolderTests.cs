namespace DevFlow.Core.Tests.Credentials;

public sealed class HomeFolderTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("devflow-home-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_home_with_blanks_quotes_and_foreign_letters_works()
    {
        string path = Path.Combine(_root.FullName, "a b", "it's", "Ünï 家");
        HomeFolder home = HomeFolder.Open(path);
        Assert.Equal(path, home.Path);
        Assert.Equal(path, HomeFolder.Open(path + Path.DirectorySeparatorChar).Path);
        Assert.Equal(Path.Combine(path, "logs", "deep"), home.Folder("logs/deep"));
        Assert.Equal(Path.Combine(path, "journal.db"), home.File("journal.db"));
        Assert.Equal(Path.Combine(path, "limits", "a.map"), home.File("limits/a.map"));
        Assert.True(Directory.Exists(Path.Combine(path, "limits")));
        Assert.Empty(Directory.GetFiles(path, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("/etc")]
    [InlineData("")]
    [InlineData("a\\b")]
    public void A_name_that_leads_out_of_the_home_is_refused(string name)
    {
        HomeFolder home = HomeFolder.Open(Path.Combine(_root.FullName, "home"));
        Assert.Throws<ArgumentException>(() => home.Folder(name));
        Assert.Throws<ArgumentException>(() => home.File(name));
    }

    [Fact]
    public void A_relative_path_is_refused_because_it_would_change_with_the_current_folder() => Unusable("devflow-home", "absolute path");

    [Fact]
    public void A_file_in_its_place_is_named()
    {
        string path = Path.Combine(_root.FullName, "home");
        File.WriteAllText(path, "");
        Unusable(path, "a file of this name");
    }

    [Fact]
    public void A_file_among_its_parents_leaves_nothing_behind()
    {
        string obstacle = Path.Combine(_root.FullName, "obstacle");
        File.WriteAllText(obstacle, "");
        Unusable(Path.Combine(obstacle, "a", "home"), obstacle);
        Assert.Equal([obstacle], Directory.GetFileSystemEntries(_root.FullName));
    }

    [Fact]
    public void A_place_the_system_lets_nobody_write_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc.");
        Unusable("/proc/devflow-home", "/proc/devflow-home");
    }

    [Fact]
    public void A_dangling_link_is_named_and_not_followed()
    {
        string path = Path.Combine(_root.FullName, "home");
        Directory.CreateSymbolicLink(path, Path.Combine(_root.FullName, "nowhere"));
        Unusable(path, "nowhere");
        Assert.False(Directory.Exists(Path.Combine(_root.FullName, "nowhere")));
    }

    [Fact]
    public void A_link_to_itself_is_refused()
    {
        string path = Path.Combine(_root.FullName, "home");
        Directory.CreateSymbolicLink(path, path);
        Unusable(path);
    }

    [Fact]
    public void A_link_to_a_private_folder_is_followed_and_to_an_open_one_refused()
    {
        string target = HomeFolder.Open(Path.Combine(_root.FullName, "target")).Path;
        string path = Path.Combine(_root.FullName, "home");
        Directory.CreateSymbolicLink(path, target);
        Assert.Equal(target, HomeFolder.Open(path).Path);

        Modes.Set(target, Modes.Of(target) | UnixFileMode.GroupExecute);
        Unusable(path, target);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void A_folder_others_may_enter_is_refused_with_the_command_that_mends_it(UnixFileMode extra)
    {
        string path = Path.Combine(_root.FullName, "home");
        HomeFolder home = HomeFolder.Open(path);
        UnixFileMode shared = Modes.Of(path) | extra;
        Modes.Set(path, shared);

        Assert.Contains($"chmod 700 '{path}'", Unusable(path).RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(shared, Modes.Of(path));

        string folder = home.Folder("logs");
        Modes.Set(folder, shared);
        Assert.Equal(ErrorReason.HomeUnusable, Assert.Throws<DevFlowException>(() => home.Folder("logs")).Reason);
    }

    [Fact]
    public void A_path_that_is_none_is_refused()
    {
        Unusable("a\0b");
        Unusable("");
    }

    private static DevFlowException Unusable(string path, string mention = "")
    {
        DevFlowException error = Assert.Throws<DevFlowException>(() => HomeFolder.Open(path));
        Assert.Equal(ErrorReason.HomeUnusable, error.Reason);
        Assert.Contains(mention, error.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(error.RecommendedAction));
        return error;
    }
}
