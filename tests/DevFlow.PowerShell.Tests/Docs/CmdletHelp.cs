using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Docs;

/// <summary>What one session knows of every exported cmdlet: its parameters and what Get-Help shows.</summary>
public sealed class CmdletHelp : IAsyncLifetime
{
    private const string Script = """
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        foreach ($command in Get-Command -Module DevFlow -CommandType Cmdlet) {
            $help = Get-Help $command.Name -Full
            "cmdlet $($command.Name)"
            "synopsis $($help.Synopsis)"
            foreach ($name in $command.Parameters.Keys) { if ($name -notin $common) { "parameter $name" } }
            foreach ($example in $help.examples.example) { "example $($example.title)" }
            foreach ($parameter in $help.parameters.parameter) { "described $($parameter.name) $($parameter.description.Text)" }
        }
        foreach ($topic in Get-Help about_DevFlow*) { "about $($topic.Name) $($topic.Synopsis)" }
        'FULL'
        Get-Help Connect-DevFlowPlatform -Full
        """;

    public IReadOnlyList<string> Lines { get; private set; } = [];

    /// <summary>What a person sees of Get-Help Connect-DevFlowPlatform -Full.</summary>
    public string Full { get; private set; } = "";

    public IEnumerable<string> Cmdlets => Of("", "cmdlet");

    /// <summary>The facts of one kind about a cmdlet; all cmdlets' where its name is empty.</summary>
    public IEnumerable<string> Of(string cmdlet, string kind)
    {
        IEnumerable<string> lines = cmdlet.Length == 0 ? Lines : Lines.SkipWhile(line => line != "cmdlet " + cmdlet).Skip(1).TakeWhile(static line => !line.StartsWith("cmdlet ", StringComparison.Ordinal));
        return lines.Where(line => line.StartsWith(kind + " ", StringComparison.Ordinal)).Select(line => line[(kind.Length + 1)..]);
    }

    public async ValueTask InitializeAsync()
    {
        using TempFolder folder = new();
        ProcessOptions options = ShellProcess.Options(folder, folder.Write("help.ps1", Script)) with { TimeLimit = TimeSpan.FromMinutes(3) };
        ProcessResult result = await RunningProcess.RunAsync(options, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0 && result.Error.Length == 0, result.Error);
        string[] halves = result.Output.ReplaceLineEndings("\n").Split("\nFULL\n");
        Lines = halves[0].Split('\n');
        Full = halves[1];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
