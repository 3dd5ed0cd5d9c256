using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Shell;

public sealed class ShellPromptTests(ShellFixture shell) : IClassFixture<ShellFixture>
{
    [Fact]
    public async Task An_unfinished_statement_is_continued()
    {
        ProcessResult result = await shell.RunInputAsync("if ($true) {\n'in' + 'side'\n}\nexit 2\n", "-Interactive");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(">> >> inside", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prompt_function_is_honoured()
    {
        ProcessResult result = await shell.RunInputAsync("function prompt { 'mine: ' }\n1 + 1\n", "-Interactive");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("mine: 2", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_is_shown_and_the_prompt_comes_back()
    {
        ProcessResult result = await shell.RunInputAsync("throw 'bad'\n)\n'still ' + 'here'\n", "-Interactive");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("bad", result.Error, StringComparison.Ordinal);
        Assert.Contains("still here", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_of_the_last_line_can_be_asked_for()
    {
        ProcessResult result = await shell.RunInputAsync("No-SuchCommand\n\"state $?\"\n", "-Interactive");

        Assert.Contains("state False", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_one_line_of_the_input_and_the_next_line_is_the_next_statement()
    {
        ProcessResult result = await shell.RunInputAsync("$s = $Host.UI.ReadLineAsSecureString()\r\nhidden \u00e9 \r\n'[' + [Net.NetworkCredential]::new('', $s).Password + ']'\n", "-Interactive");

        Assert.Contains("[hidden \u00e9 ]", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_an_error()
    {
        ProcessResult result = await shell.RunInputAsync("$s = $Host.UI.ReadLineAsSecureString()\n", "-Interactive");

        Assert.Contains("Standard input has ended", result.Error, StringComparison.Ordinal);
    }
}
