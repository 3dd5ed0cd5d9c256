using System.Text;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Docs;

/// <summary>Every example of the documents works as printed: a document's blocks are one session, in their order.</summary>
public sealed class ExampleTests
{
    // What a reader of an example has already: a connection named github (to a sandbox), and a webhook secret.
    private const string Prelude = """
        $ErrorActionPreference = 'Stop'
        $sandbox = Start-DevFlowSandbox
        $null = Connect-DevFlowPlatform github $sandbox.BaseUri -Token $sandbox.Token -Name github
        $secret = [System.Net.NetworkCredential]::new('', 'a secret for examples').SecurePassword

        """;

    private static readonly string[] Known = ["powershell", "powershell no-run"];

    public static TheoryData<string> Documents()
    {
        string readme = RepositoryRoot.File("README.md");
        IEnumerable<string> all = Directory.EnumerateFiles(RepositoryRoot.File("docs"), "*.md", SearchOption.AllDirectories);
        return [.. (File.Exists(readme) ? all.Append(readme) : all)
            .Where(static path => DocumentBlock.Read(path).Count > 0)
            .Select(static path => Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task The_examples_of_a_document_run_one_after_the_other(string document)
    {
        StringBuilder script = new(Prelude);
        foreach (DocumentBlock block in DocumentBlock.Read(RepositoryRoot.File(document)).Where(static b => b.Runs))
        {
            script.Append("# ").Append(document).Append(", line ").Append(block.Line).Append('\n').Append(block.Text).Append("\n\n");
        }

        using TempFolder folder = new();
        ProcessOptions options = ShellProcess.Options(folder, folder.Write("examples.ps1", script.ToString())) with { TimeLimit = TimeSpan.FromMinutes(3) };
        ProcessResult result = await RunningProcess.RunAsync(options, TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, $"{document}: exit code {result.ExitCode}\n{result.Error}\nOutput:\n{result.Output}\nScript:\n{script}");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void An_example_that_is_not_run_says_why(string document) =>
        Assert.All(DocumentBlock.Read(RepositoryRoot.File(document)), block =>
        {
            Assert.Contains(block.Info, Known);
            Assert.True(block.Runs || block.Text.StartsWith(DocumentBlock.NotRun, StringComparison.Ordinal), $"{document}, line {block.Line}: no '{DocumentBlock.NotRun}' line.");
        });
}
