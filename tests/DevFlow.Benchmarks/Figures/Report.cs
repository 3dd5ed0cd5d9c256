namespace DevFlow.Benchmarks.Figures;

/// <summary>Prints what a bench found, one thing a line, and remembers whether a target was missed.</summary>
internal sealed class Report(TextWriter writer)
{
    public int TargetsMissed { get; private set; }

    /// <summary>A figure against what it is compared with; <c>import.module: ours=24.1 baseline=22.0 ratio=1.10 unit=ms</c>.</summary>
    public void Figure(string name, double ours, double baseline, string unit) =>
        writer.WriteLine($"{name}: ours={ours:F1} baseline={baseline:F1} ratio={ours / baseline:F2} unit={unit}");

    /// <summary>How far the repetitions lie apart, and how many there were.</summary>
    public void Spread(string what, Sample sample, string unit) => writer.WriteLine($"spread: {what} {sample.Spread(unit)}");

    /// <summary>A number that must not be exceeded.</summary>
    public void AtMost(string what, double measured, double limit)
    {
        bool met = measured <= limit;
        TargetsMissed += met ? 0 : 1;
        writer.WriteLine($"target: {what} at most {limit:0.##}, measured {measured:F3}: {(met ? "met" : "MISSED")}");
    }

    /// <summary>A number that must be reached.</summary>
    public void AtLeast(string what, double measured, double limit)
    {
        bool met = measured >= limit;
        TargetsMissed += met ? 0 : 1;
        writer.WriteLine($"target: {what} at least {limit:0.##}, measured {measured:F3}: {(met ? "met" : "MISSED")}");
    }

    public void Note(string line) => writer.WriteLine(line);
}
