namespace DevFlow.Shell.Hosting;

/// <summary>A line as far as it was typed, and how it ended.</summary>
internal readonly record struct LineResult(string Text, LineEnd End);
