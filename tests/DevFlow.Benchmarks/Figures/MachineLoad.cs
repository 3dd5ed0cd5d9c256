namespace DevFlow.Benchmarks.Figures;

/// <summary>What else the machine is doing: a figure means little without it.</summary>
internal static class MachineLoad
{
    private const string LoadFile = "/proc/loadavg";

    public static string Describe()
    {
        string load = File.Exists(LoadFile) ? string.Join(' ', File.ReadAllText(LoadFile).Split(' ').Take(3)) : "unknown";
        return $"{Environment.ProcessorCount} processors, load {load}";
    }
}
