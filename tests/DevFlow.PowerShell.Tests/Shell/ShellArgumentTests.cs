using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Shell;

public sealed class ShellArgumentTests(ShellFixture shell) : IClassFixture<ShellFixture>
{
    private const string Echo = "param($BaseUri, [string]$Token, [switch]$Force, [int]$Count)\n\"$BaseUri|$Token|$Force|$Count|$args\"";

    [Theory]
    [InlineData("http://x/|t 1|True|0|", "-BaseUri", "http://x/", "-Token", "t 1", "-Force")]
    [InlineData("http://x/|t|False|3|", "-Token:t", "-BaseUri:http://x/", "-Force:$false", "-Count", "3")]
    [InlineData("a|b|True|0|", "a", "-Force", "b")]
    [InlineData("a b|$x;'\"|False|0|", "a b", "$x;'\"")]
    [InlineData("a|-Force|False|0|", "a", "--", "-Force")]
    [InlineData("a|t|False|0|", "-Token:", "t", "-Base", "a")]
    public async Task Arguments_are_bound_to_the_parameters(string expected, params string[] arguments)
    {
        ProcessResult result = await shell.RunScriptAsync(Echo, arguments);

        Assert.Equal(expected, result.Lines.Single());
    }

    [Fact]
    public async Task A_script_without_parameters_finds_its_arguments_in_args()
    {
        ProcessResult result = await shell.RunScriptAsync("$args.Count; $args", "one", "-two", "three four", "");

        Assert.Equal("4\none\n-two\nthree four\n\n", result.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_wrong_argument_is_an_error_of_the_script()
    {
        ProcessResult result = await shell.RunScriptAsync("[CmdletBinding()] param([int]$Count) 'ran'", "-Count", "many");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Count", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_missing_mandatory_argument_is_an_error_where_nobody_can_answer()
    {
        ProcessResult result = await shell.RunScriptAsync("param([Parameter(Mandatory)]$Name) 'ran'");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Name", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_knows_where_it_is()
    {
        ProcessResult result = await shell.RunScriptAsync("$PSScriptRoot; $PSCommandPath; $MyInvocation.MyCommand.Name");

        Assert.Equal([shell.Folder.Path, shell.Folder.File("test.ps1"), "test.ps1"], result.Lines);
    }
}
