using System.Globalization;
using DevFlow.Benchmarks;
using DevFlow.Benchmarks.Figures;

const int Success = 0;
const int Failed = 1;
const int Misused = 2;

// Figures are read by programs: they look the same whatever the machine's language.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

IBench[] benches = [.. All<IBench>().OrderBy(static bench => bench.Name, StringComparer.Ordinal)];
switch (args)
{
    case ["list"]:
        foreach (IBench bench in benches)
        {
            Console.WriteLine($"{bench.Name,-16}{bench.Summary}");
        }

        return Success;

    case [string name] when benches.FirstOrDefault(bench => bench.Name == name) is { } bench:
        return await RunAsync(bench);

    case [string name, .. string[] rest] when All<IChild>().FirstOrDefault(child => child.Name == name) is { } child:
        return await child.RunAsync(rest, stop.Token);

    default:
        await Console.Error.WriteLineAsync("Usage: list | NAME. The names: " + string.Join(", ", benches.Select(static bench => bench.Name)));
        return Misused;
}

async Task<int> RunAsync(IBench bench)
{
    Report report = new(Console.Out);
    try
    {
        report.Note($"machine: {MachineLoad.Describe()}");
        await bench.RunAsync(report, stop.Token);
        report.Note($"machine: {MachineLoad.Describe()}");
        return report.TargetsMissed == 0 ? Success : Failed;
    }
    catch (Exception failure)
    {
        await Console.Error.WriteLineAsync($"{bench.Name} could not be run: {failure}");
        return Failed;
    }
}

static IEnumerable<T> All<T>() =>
    typeof(IBench).Assembly.GetTypes().Where(static type => type.IsClass && typeof(T).IsAssignableFrom(type)).Select(static type => (T)Activator.CreateInstance(type)!);
