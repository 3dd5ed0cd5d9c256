using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Contexts;

public sealed class LoadContextTests
{
    private const string Import = "a> Import-Module $Manifest -ErrorAction Stop; [DevFlow.Event].FullName; $null -eq ('DevFlow.Core.Engine' -as [type])";

    // A refused delivery proves Kestrel, an answered request the chain with Polly, the connection Octokit's plugin.
    private const string Work = """
        a> $s = Start-DevFlowSandbox; ($s | Connect-DevFlowPlatform -Name box).Name; (Invoke-DevFlowRequest /user).login
        $l = Start-DevFlowWebhookListener github -Secret ([Net.NetworkCredential]::new('', 'a long enough secret').SecurePassword)
        [int][Net.Http.HttpClient]::new().PostAsync($l.Uri, [Net.Http.StringContent]::new('{}')).GetAwaiter().GetResult().StatusCode
        (Publish-DevFlowEvent works -PassThru).Topic; $null -eq ('DevFlow.Core.Engine' -as [type])
        """;

    private static readonly string[] Worked = ["box", "octocat", "401", "works", "True"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_session_and_the_engine_keep_their_own_versions_of_a_package(bool hostFirst)
    {
        using TempFolder folder = new();
        string[] steps = hostFirst ? ["own", Import, Work, "own", "assemblies"] : [Import, Work, "own", Work.Replace("box", "box2", StringComparison.Ordinal), "assemblies"];

        IReadOnlyList<string> lines = await ClashHostProcess.RunAsync(folder, steps);

        Assert.All(lines.Of("own"), static line => Assert.Equal("2 calls", line));
        Assert.Equal(["DevFlow.Event", "True", .. Worked], lines.Of("a").Take(7));
        string[] loaded = lines.Of("asm");
        Assert.StartsWith("8.6.5.", VersionOf(loaded, "Default|Polly.Core"), StringComparison.Ordinal);
        Assert.StartsWith("8.9.1.", VersionOf(loaded, "DevFlow|Polly.Core"), StringComparison.Ordinal);
        Assert.StartsWith("8.0.", VersionOf(loaded, "Default|Microsoft.Extensions.Logging.Abstractions"), StringComparison.Ordinal);
        Assert.StartsWith("10.0.", VersionOf(loaded, "DevFlow|Microsoft.Extensions.Logging.Abstractions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_is_in_the_context_it_belongs_to()
    {
        using TempFolder folder = new();

        IReadOnlyList<string> lines = await ClashHostProcess.RunAsync(folder, Import, "assemblies", Work, "assemblies");

        Assert.Equal(["DevFlow.Event", "True", .. Worked], lines.Of("a"));
        string[] loaded = [.. lines.Of("asm").Select(static line => line[..line.LastIndexOf('|')]).Distinct()];
        Assert.Equal(
            ["Default|DevFlow.Abstractions", "Default|DevFlow.PowerShell", "DevFlow.Plugin.github|DevFlow.GitHub", "DevFlow|DevFlow.Core", "DevFlow|DevFlow.Sandbox"],
            loaded.Where(static a => a.Contains("|DevFlow.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(["DevFlow.Plugin.github|Octokit"], loaded.Where(static a => a.EndsWith("|Octokit", StringComparison.Ordinal)));
        Assert.DoesNotContain(loaded, static a => a.StartsWith("Default|Microsoft.Extensions.", StringComparison.Ordinal)
            || a.StartsWith("Default|Microsoft.AspNetCore.", StringComparison.Ordinal)
            || a.StartsWith("Default|Microsoft.Data.", StringComparison.Ordinal)
            || a.StartsWith("Default|Polly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_package_the_engine_does_not_carry_is_refused_though_the_session_has_it()
    {
        using TempFolder folder = new();

        IReadOnlyList<string> lines = await ClashHostProcess.RunAsync(folder, Import, "a> $null = Get-DevFlowCredential", "ask Newtonsoft.Json", "ask Polly.Core", "assemblies");

        Assert.Contains(lines.Of("asm"), static a => a.StartsWith("Default|Newtonsoft.Json|", StringComparison.Ordinal));
        string[] asked = lines.Of("ask");
        Assert.StartsWith("FileNotFoundException:", asked[0], StringComparison.Ordinal);
        Assert.Equal(RepositoryRoot.File("bin", "engine", "Polly.Core.dll"), asked[1]);
    }

    [Fact]
    public async Task An_import_alone_loads_no_engine_and_touches_no_disk()
    {
        using TempFolder folder = new();

        IReadOnlyList<string> lines = await ClashHostProcess.RunAsync(folder, Import, "assemblies");

        Assert.DoesNotContain(lines.Of("asm"), static a => a.StartsWith("DevFlow", StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder.File("home")));
        Assert.False(File.Exists(folder.File("key")));
    }

    private static string VersionOf(string[] loaded, string assembly) =>
        loaded.Single(line => line.StartsWith(assembly + "|", StringComparison.Ordinal))[(assembly.Length + 1)..];
}
