namespace DevFlow.Platforms;

/// <summary>What a server says ends up on a terminal and in logs: no control characters, no flood.</summary>
internal static class ServerText
{
    private const int MaxLength = 500;

    public static string OneLine(string text)
    {
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= MaxLength ? line : string.Concat(line.AsSpan(0, MaxLength), "…");
    }
}
