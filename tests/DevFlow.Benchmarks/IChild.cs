namespace DevFlow.Benchmarks;

/// <summary>What a bench needs a fresh process of this program for.</summary>
internal interface IChild
{
    /// <summary>The first argument of the process.</summary>
    string Name { get; }

    Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
