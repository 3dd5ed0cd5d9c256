using System.Xml.Linq;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Docs;

public sealed class HelpTests(CmdletHelp help) : IClassFixture<CmdletHelp>
{
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";

    [Fact]
    public void Every_exported_cmdlet_has_a_page_and_every_page_a_cmdlet()
    {
        IEnumerable<string> pages = Directory.EnumerateFiles(RepositoryRoot.File("docs", "cmdlets"), "*.md").Select(static path => Path.GetFileNameWithoutExtension(path));

        Assert.Equal(help.Cmdlets.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_parameter_is_described_and_no_other()
    {
        Assert.NotEmpty(help.Cmdlets);
        Assert.All(help.Cmdlets, cmdlet =>
        {
            IEnumerable<string> described = File.ReadLines(RepositoryRoot.File("docs", "cmdlets", cmdlet + ".md"))
                .Where(static line => line.StartsWith("### -", StringComparison.Ordinal)).Select(static line => line[5..]);
            Assert.Equal(help.Of(cmdlet, "parameter").Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void Get_Help_shows_a_synopsis_and_examples_of_every_cmdlet() =>
        Assert.All(help.Cmdlets, cmdlet =>
        {
            // Without help PowerShell shows the syntax, which begins with the name.
            string synopsis = help.Of(cmdlet, "synopsis").Single();
            Assert.DoesNotContain(cmdlet, synopsis, StringComparison.Ordinal);
            Assert.EndsWith(".", synopsis, StringComparison.Ordinal);
            Assert.NotEmpty(help.Of(cmdlet, "example"));
        });

    [Fact]
    public void Get_Help_shows_what_every_parameter_is_for() =>
        Assert.All(help.Cmdlets, cmdlet =>
        {
            string[] described = [.. help.Of(cmdlet, "described")];
            Assert.All(help.Of(cmdlet, "parameter"), name => Assert.Contains(described, line => line.Length > name.Length + 10 && line.StartsWith(name + " ", StringComparison.Ordinal)));
        });

    [Fact]
    public void Get_Help_shows_a_page_as_a_person_reads_it()
    {
        string[] headlines = ["NAME", "SYNOPSIS", "SYNTAX", "DESCRIPTION", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

        Assert.Equal(headlines, help.Full.Split('\n').Where(headlines.Contains));
        Assert.Contains("-Token <SecureString>", help.Full, StringComparison.Ordinal);
        Assert.Contains("Example 1: ", help.Full, StringComparison.Ordinal);
        Assert.DoesNotContain("not run here", help.Full, StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_file_is_well_formed_and_has_every_cmdlet()
    {
        XDocument maml = XDocument.Load(RepositoryRoot.File("en-US", "DevFlow.PowerShell.dll-Help.xml"));

        Assert.Equal(help.Cmdlets.Order(StringComparer.Ordinal), maml.Root!.Elements(Command + "command").Select(static c => c.Element(Command + "details")!.Element(Command + "name")!.Value));
        Assert.All(maml.Descendants(Command + "parameter"), static p => Assert.NotEmpty(p.Element(Maml + "description")!.Value));
    }

    [Fact]
    public void Every_about_page_is_a_topic_with_a_synopsis()
    {
        IEnumerable<string> pages = Directory.EnumerateFiles(RepositoryRoot.File("docs", "about"), "about_*.md").Select(static path => Path.GetFileNameWithoutExtension(path));
        string[] topics = [.. help.Of("", "about")];

        Assert.Equal(pages.Order(StringComparer.Ordinal), topics.Select(static t => t.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(topics, static topic => Assert.EndsWith(".", topic, StringComparison.Ordinal));
    }
}
