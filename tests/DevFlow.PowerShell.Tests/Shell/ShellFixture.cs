using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Shell;

/// <summary>A folder with scripts, and a tiny module in DevFlow's place: these tests are about the shell alone.</summary>
public sealed class ShellFixture : IDisposable
{
    public TempFolder Folder { get; } = new(awkward: true);

    public ShellFixture()
    {
        Folder.Write("Tiny.psd1", "@{ ModuleVersion = '1.0'; RootModule = 'Tiny.psm1'; FunctionsToExport = 'Get-Tiny' }");
        Folder.Write("Tiny.psm1", "function Get-Tiny { 'tiny' }");
    }

    public ProcessOptions Options(params string[] arguments) =>
        ShellProcess.Options(Folder, arguments).With(("DEVFLOW_MODULE", Folder.File("Tiny.psd1")));

    public Task<ProcessResult> RunAsync(params string[] arguments) =>
        RunningProcess.RunAsync(Options(arguments), TestContext.Current.CancellationToken);

    /// <summary>Writes the script and runs it by its path.</summary>
    public Task<ProcessResult> RunScriptAsync(string script, params string[] arguments) =>
        RunAsync([Folder.Write("test.ps1", script), .. arguments]);

    public Task<ProcessResult> RunInputAsync(string input, params string[] arguments) =>
        RunningProcess.RunAsync(Options(arguments) with { StandardInput = input }, TestContext.Current.CancellationToken);

    public void Dispose() => Folder.Dispose();
}
