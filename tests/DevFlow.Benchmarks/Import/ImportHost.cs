using System.Globalization;
using DevFlow.TestKit;

namespace DevFlow.Benchmarks.Import;

/// <summary>Where imports are timed: pwsh where there is one, else the engine's package in a child of this program.</summary>
internal sealed class ImportHost
{
    private static readonly Dictionary<string, string?> Quiet = new(StringComparer.Ordinal)
    {
        ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        ["POWERSHELL_UPDATECHECK"] = "Off",
    };

    private readonly Func<string, ProcessOptions> _start;

    private ImportHost(string description, Func<string, ProcessOptions> start) => (Description, _start) = (description, start);

    public string Description { get; }

    public static ImportHost Find() =>
        OnPath(OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh") is { } pwsh
            ? new ImportHost("pwsh", script => new ProcessOptions(pwsh, ["-NoProfile", "-NonInteractive", "-Command", script]))
            : new ImportHost("System.Management.Automation hosted in a child process, for there is no pwsh on PATH", script => Child.Of(new ImportChild(), script));

    /// <summary>Imports a module in a fresh process.</summary>
    /// <returns>The milliseconds Import-Module itself took, by the process's own clock.</returns>
    public async Task<double> ImportAsync(string manifest, CancellationToken cancellationToken)
    {
        ProcessResult result = await RunningProcess.RunAsync(_start(Script(manifest)) with { Environment = Quiet }, cancellationToken);
        return result.ExitCode == 0 && double.TryParse(result.Lines[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double milliseconds)
            ? milliseconds
            : throw new InvalidOperationException($"{manifest} was not imported (exit code {result.ExitCode}): {result.Output}{result.Error}");
    }

    // The same text for both hosts, with nothing in it that needs a module beyond the engine's own.
    private static string Script(string manifest) =>
        $"""
        $ErrorActionPreference = 'Stop'
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Import-Module -Name '{manifest.Replace("'", "''", StringComparison.Ordinal)}'
        $watch.Stop()
        $watch.Elapsed.TotalMilliseconds.ToString('R', [cultureinfo]::InvariantCulture)
        """;

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
