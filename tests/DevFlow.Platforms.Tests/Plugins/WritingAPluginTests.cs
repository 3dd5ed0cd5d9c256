using System.Reflection;
using DevFlow.Core.Plugins;
using DevFlow.TestKit;

namespace DevFlow.Platforms.Tests.Plugins;

/// <summary>docs/writing-a-plugin.md and the template say what is true.</summary>
public sealed class WritingAPluginTests
{
    private static readonly string Sample = RepositoryRoot.File("tests", "SamplePlugin");
    private static readonly string Template = RepositoryRoot.File("docs", "examples", "plugin-template");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void The_code_of_the_document_is_the_code_of_the_sample()
    {
        Dictionary<string, string> shown = ReadFiles(RepositoryRoot.File("docs", "writing-a-plugin.md"));
        string[] files = [.. Directory.EnumerateFiles(Sample, "*.cs").Append(Path.Combine(Sample, "plugin.json"))];

        Assert.Equal(files.Select(Path.GetFileName).Append("Kiln.csproj").Order(StringComparer.Ordinal), shown.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), shown[Path.GetFileName(file)]));
        Assert.Equal(File.ReadAllText(Path.Combine(Template, "Acme.csproj")).ReplaceLineEndings("\n").Replace("Acme", "Kiln", StringComparison.Ordinal), shown["Kiln.csproj"]);
    }

    [Fact]
    public void Every_face_of_the_contract_and_every_capability_is_explained()
    {
        string document = File.ReadAllText(RepositoryRoot.File("docs", "writing-a-plugin.md"));
        IEnumerable<string> faces = typeof(IPlatformPlugin).GetMembers()
            .Select(static member => member switch { PropertyInfo property => property.PropertyType, MethodInfo method => method.ReturnType, _ => typeof(object) })
            .Where(static type => type.Assembly == typeof(IPlatformPlugin).Assembly)
            .Append(typeof(IConfigurablePlugin)).Append(typeof(IEventPlugin)).Append(typeof(ILoginTool))
            .Select(static type => type.Name.Split('`')[0]).Distinct(StringComparer.Ordinal);

        Assert.All(faces, face => Assert.Contains($"| `{face}` |", document.Replace("an `ILoginTool`", "| `ILoginTool` |", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.All(PluginCapability.Words, word => Assert.Contains($"`{word}`", document, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_template_makes_a_plugin_that_builds_and_starts()
    {
        using TempFolder folder = new();
        string project = folder.File("Pottery");
        await DotnetAsync(folder, "new", "install", Template, "--debug:custom-hive", folder.File("hive"));
        await DotnetAsync(folder, "new", "devflow-plugin", "-n", "Pottery", "-o", project, "--module", RepositoryRoot.Path, "--debug:custom-hive", folder.File("hive"));
        await DotnetAsync(folder, "build", project, "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-warnaserror", "-o", folder.File("built"));
        await using ContractHost host = await ContractHost.StartAsync("pottery");

        PluginPackage package = host.Engine.Installer.Read(folder.File("built"), digest: null, force: false);
        await host.Engine.Installer.InstallAsync(package, settings: null, sessionOnly: false, force: false, Cancelled);

        PluginReport report = new PluginTester(host.Engine.Plugins).Test("pottery");
        Assert.True(report.IsSound, string.Join(Environment.NewLine, report.Checks));
        Assert.Equal(PluginState.Active, host.Engine.Plugins.List().Single(static plugin => plugin.Id == "pottery").State);
    }

    private static async Task DotnetAsync(TempFolder folder, params string[] arguments)
    {
        ProcessOptions options = new("dotnet", arguments) { WorkingDirectory = folder.Path, TimeLimit = TimeSpan.FromMinutes(4) };
        ProcessResult result = await RunningProcess.RunAsync(options, Cancelled);
        Assert.True(result.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {result.Output}{result.Error}");
    }

    /// <summary>The first block of code after each headline that is a file's name.</summary>
    private static Dictionary<string, string> ReadFiles(string document)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        string? name = null;
        List<string>? lines = null;
        foreach (string line in File.ReadLines(document))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                name = line[4..];
            }
            else if (name is not null && line.StartsWith("```", StringComparison.Ordinal))
            {
                if (lines is not null)
                {
                    files.Add(name, string.Join('\n', lines) + "\n");
                    name = null;
                }

                lines = lines is null ? [] : null;
            }
            else
            {
                lines?.Add(line);
            }
        }

        return files;
    }
}
