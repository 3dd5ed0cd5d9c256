namespace DevFlow.TestKit;

/// <summary>How a child process ended, with everything it wrote.</summary>
public sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of the output, without empty ones at the end.</summary>
    public IReadOnlyList<string> Lines => Output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
