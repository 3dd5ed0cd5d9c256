namespace DevFlow.Shell.Hosting;

/// <summary>How reading a line ended.</summary>
internal enum LineEnd
{
    Entered,
    Cancelled,
    EndOfInput,
}
