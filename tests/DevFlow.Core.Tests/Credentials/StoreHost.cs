using DevFlow.Core.Credentials;
using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Credentials;

/// <summary>A process with a store of its own; see tests/StoreHost/Program.cs.</summary>
internal static class StoreHost
{
    public const int Refused = 3;

    private static string AssemblyPath { get; } = BuiltProject.Assembly("tests", "StoreHost");

    public static ProcessOptions Options(TestStore test, params string[] arguments) => new("dotnet", [AssemblyPath, .. arguments])
    {
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DEVFLOW_HOME"] = test.Home.Path,
            [KeySource.FileVariable] = test.KeyPath,
            [KeySource.KeyVariable] = null,
        },
        TimeLimit = TimeSpan.FromMinutes(5),
    };

    /// <summary>The host where everything below a folder can be read and nothing written, also by root; null where this account may not arrange that.</summary>
    public static async Task<ProcessOptions?> ReadOnlyAsync(ProcessOptions options, string folder, CancellationToken cancellationToken)
    {
        const string Script = """mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@" """;
        ProcessOptions Within(params string[] command) => options with { FileName = "unshare", Arguments = ["-m", "sh", "-c", Script, folder, .. command] };
        try
        {
            return (await RunningProcess.RunAsync(Within("true"), cancellationToken)).ExitCode == 0 ? Within([options.FileName, .. options.Arguments]) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
