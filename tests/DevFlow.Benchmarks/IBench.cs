using DevFlow.Benchmarks.Figures;

namespace DevFlow.Benchmarks;

/// <summary>One bench: a class with a parameterless constructor in a file of its own is all it takes to be listed and run.</summary>
internal interface IBench
{
    /// <summary>What it is called by on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures, in one line.</summary>
    string Summary { get; }

    /// <summary>Measures, and reports figures, spreads and targets. Throws where it cannot.</summary>
    Task RunAsync(Report report, CancellationToken cancellationToken);
}
