using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Events;

/// <summary>A process with a journal and a bus of its own; see tests/JournalHost/Program.cs.</summary>
internal static class JournalHost
{
    private static string AssemblyPath { get; } = RepositoryRoot.File(
        "tests", "JournalHost", "bin", new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name, "net10.0", "JournalHost.dll");

    public static ProcessOptions Options(string mode, string folder) => new("dotnet", [AssemblyPath, mode, folder]) { TimeLimit = TimeSpan.FromMinutes(5) };
}
