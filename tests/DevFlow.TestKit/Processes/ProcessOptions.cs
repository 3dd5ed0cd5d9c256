namespace DevFlow.TestKit;

/// <summary>What to run and with what around it.</summary>
public sealed record ProcessOptions(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Set for the child on top of this process's own; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Written to the child's standard input, which is then closed; null keeps it open for <see cref="RunningProcess.WriteLineAsync"/>.</summary>
    public string? StandardInput { get; init; } = "";

    public string? WorkingDirectory { get; init; }

    /// <summary>After this the child and its children are killed and the wait fails.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);
}
