using DevFlow.TestKit;

namespace DevFlow.Core.Tests.Events;

/// <summary>A process with a journal and a bus of its own; see tests/JournalHost/Program.cs.</summary>
internal static class JournalHost
{
    private static string AssemblyPath { get; } = BuiltProject.Assembly("tests", "JournalHost");

    public static ProcessOptions Options(string mode, string folder) => new("dotnet", [AssemblyPath, mode, folder]) { TimeLimit = TimeSpan.FromMinutes(5) };
}
