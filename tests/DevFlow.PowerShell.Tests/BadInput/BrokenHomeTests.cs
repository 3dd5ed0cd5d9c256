using System.Management.Automation;
using DevFlow.PowerShell.Tests.EndToEnd;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.BadInput;

[Collection(HostedSession.Collection)]
public sealed class BrokenHomeTests : IDisposable
{
    private const string Connect = "$s = Start-DevFlowSandbox; $c = $s | Connect-DevFlowPlatform -Name main";

    private readonly TempFolder _folder = new();

    [Fact]
    public void A_file_in_the_homes_place_is_named_and_left_as_it_is()
    {
        string home = _folder.Write("home", "a file");
        using HostedSession session = HostedSession.At(home);

        session.Fail("Get-DevFlowEvent", "HomeUnusable", ErrorCategory.ResourceUnavailable, home);
        session.Fail("Start-DevFlowSandbox", "HomeUnusable", ErrorCategory.ResourceUnavailable, home);

        Assert.Equal("a file", File.ReadAllText(home));
        Assert.DoesNotContain("main", session.Complete("Invoke-DevFlowRequest /user -Connection ma"));
    }

    [Fact]
    public void A_home_that_cannot_be_made_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc takes no folders on Linux only.");
        using HostedSession session = HostedSession.At("/proc/devflow");

        session.Fail("Get-DevFlowEvent", "HomeUnusable", ErrorCategory.ResourceUnavailable, "/proc/devflow");
    }

    [Fact]
    public void Damaged_connections_are_told_before_anything_is_stored()
    {
        using HostedSession session = new();
        session.Run("$s = Start-DevFlowSandbox");
        string path = Path.Combine(session.Home, "connections.json");
        File.WriteAllText(path, "{ damaged");
        string[] before = session.Files;

        session.Fail("$s | Connect-DevFlowPlatform -Name main", "StoreCorrupt", ErrorCategory.InvalidData, path);
        session.Fail("Invoke-DevFlowRequest /user", "StoreCorrupt", ErrorCategory.InvalidData, path);
        session.Fail("Get-DevFlowRateLimit", "StoreCorrupt", ErrorCategory.InvalidData, path);

        Assert.Equal(before, session.Files);
        Assert.Equal(0, session.Get<long>("$s.Requests"));
    }

    [Fact]
    public void A_journal_that_is_no_database_is_named_and_left_as_it_is()
    {
        using HostedSession session = new();
        session.Run("$s = Start-DevFlowSandbox");
        string path = Path.Combine(session.Home, "journal.db");
        string content = new('x', 5000);
        File.WriteAllText(path, content);

        session.Fail("Get-DevFlowEvent", "JournalUnusable", ErrorCategory.ResourceUnavailable, path);
        session.Fail("Publish-DevFlowEvent a.b", "JournalUnusable", ErrorCategory.ResourceUnavailable, path);

        Assert.Equal(content, File.ReadAllText(path));
    }

    [Fact]
    public void A_missing_store_key_keeps_the_store_locked_and_makes_no_new_key()
    {
        using HostedSession session = new();
        session.Run(Connect);
        string key = session.Folder.File("keys", "root.key");
        File.Delete(key);
        session.Restart();
        string[] before = session.Files;

        session.Fail("Invoke-DevFlowRequest /user -Connection main", "StoreLocked", ErrorCategory.SecurityError, key);
        session.Fail("Get-DevFlowCredential", "StoreLocked", ErrorCategory.SecurityError, key);

        Assert.False(File.Exists(key));
        Assert.Equal(before, session.Files);
    }

    [Fact]
    public void A_damaged_credential_is_told_whether_it_is_asked_for_by_name_or_not()
    {
        using HostedSession session = new();
        session.Run(Connect + "; $null = $s | Connect-DevFlowPlatform -Name other");
        string[] files = Directory.GetFiles(session.Home, "*.dfc", SearchOption.AllDirectories);
        byte[] content = File.ReadAllBytes(files[0]);
        content[^1] ^= 1;
        content[40] ^= 1;
        File.WriteAllBytes(files[0], content);
        session.Restart();

        session.Fail("Get-DevFlowCredential", "StoreCorrupt", ErrorCategory.InvalidData, files[0]);
        session.Fail("Get-DevFlowCredential main, other", "StoreCorrupt", ErrorCategory.InvalidData, files[0]);
        Assert.Single(session.Run("Get-DevFlowCredential -ErrorAction SilentlyContinue"));
    }

    public void Dispose() => _folder.Dispose();
}
