using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Shell;

public sealed class ShellStreamTests(ShellFixture shell) : IClassFixture<ShellFixture>
{
    [Fact]
    public async Task Errors_go_to_standard_error_and_everything_else_to_standard_output()
    {
        ProcessResult result = await shell.RunScriptAsync("""
            [CmdletBinding()] param()
            'plain'
            $PSCmdlet.WriteWarning('careful')
            $PSCmdlet.WriteVerbose('details')
            No-SuchCommand
            """, "-Verbose");

        Assert.Equal("plain\nWARNING: careful\nVERBOSE: details", string.Join('\n', result.Lines));
        Assert.Contains("No-SuchCommand", result.Error, StringComparison.Ordinal);
        Assert.Contains("test.ps1:5", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unhandled_error_names_the_line_on_standard_error()
    {
        ProcessResult result = await shell.RunScriptAsync("'before'\nthrow 'bad thing'");

        Assert.Equal("before", result.Lines.Single());
        Assert.Contains("test.ps1:2", result.Error, StringComparison.Ordinal);
        Assert.Contains("bad thing", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parse_error_names_the_place()
    {
        ProcessResult result = await shell.RunScriptAsync("'never'\nif (");

        Assert.Empty(result.Output);
        Assert.Contains("test.ps1:2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirected_output_carries_no_escapes_and_no_progress()
    {
        ProcessResult result = await shell.RunScriptAsync("""
            [CmdletBinding()] param()
            $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'busy', 'half'))
            [pscustomobject]@{ Name = 'ü'; Value = 1 }
            No-SuchCommand
            """);

        Assert.DoesNotContain('\e', result.Output + result.Error);
        Assert.DoesNotContain("busy", result.Output, StringComparison.Ordinal);
        Assert.Contains("Name Value", result.Output, StringComparison.Ordinal);
        Assert.Contains('ü', result.Output);
    }

    [Fact]
    public async Task The_module_is_there_before_the_script_starts()
    {
        ProcessResult result = await shell.RunScriptAsync("Get-Tiny");

        Assert.Equal("tiny", result.Lines.Single());
    }

    [Fact]
    public async Task The_text_on_standard_input_is_run_as_one_script()
    {
        ProcessResult result = await shell.RunInputAsync("if ($true) {\n  'first'\n}\n\n'second'\n", "-");

        Assert.Equal(["first", "second"], result.Lines);
    }
}
