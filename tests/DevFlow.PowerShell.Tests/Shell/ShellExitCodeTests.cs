using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Shell;

public sealed class ShellExitCodeTests(ShellFixture shell) : IClassFixture<ShellFixture>
{
    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 5", 5)]
    [InlineData("function Stop-Here { exit 7 }; Stop-Here; 'not reached'", 7)]
    [InlineData("exit 0; throw 'not reached'", 0)]
    [InlineData("throw 'bad'", 1)]
    [InlineData("if (", 1)]
    [InlineData("No-SuchCommand; 'goes on'", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; No-SuchCommand", 1)]
    [InlineData("dotnet --no-such-option *> $null", 0)]
    public async Task A_script_ends_with_the_exit_code_of_pwsh(string script, int expected)
    {
        ProcessResult result = await shell.RunScriptAsync(script);

        Assert.Equal(expected, result.ExitCode);
        Assert.DoesNotContain("not reached", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1; 2", 0)]
    [InlineData("exit 6", 6)]
    [InlineData("throw 'bad'", 1)]
    [InlineData("1; No-SuchCommand", 1)]
    [InlineData("No-SuchCommand; 1", 0)]
    public async Task A_text_fails_where_its_last_command_failed(string text, int expected)
    {
        Assert.Equal(expected, (await shell.RunAsync("-Command", text)).ExitCode);
        Assert.Equal(expected, (await shell.RunInputAsync(text)).ExitCode);
    }

    [Fact]
    public async Task A_script_called_by_the_script_leaves_its_exit_code_in_LASTEXITCODE()
    {
        shell.Folder.Write("inner.ps1", "exit 3");

        ProcessResult result = await shell.RunScriptAsync("& \"$PSScriptRoot/inner.ps1\"; \"inner gave $LASTEXITCODE\"");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("inner gave 3", result.Lines.Single());
    }

    [Fact]
    public async Task A_missing_script_is_a_usage_error()
    {
        ProcessResult result = await shell.RunAsync("missing.ps1");

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("missing.ps1", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_module_that_cannot_be_imported_is_an_error()
    {
        ProcessOptions options = shell.Options("-Command", "1").With(("DEVFLOW_MODULE", shell.Folder.File("absent.psd1")));

        ProcessResult result = await RunningProcess.RunAsync(options, TestContext.Current.CancellationToken);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("absent.psd1", result.Error, StringComparison.Ordinal);
        Assert.Contains("dotnet build", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task The_version_names_the_engine()
    {
        ProcessResult result = await shell.RunAsync("-Version");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("PowerShell 7.6", result.Output, StringComparison.Ordinal);
    }
}
