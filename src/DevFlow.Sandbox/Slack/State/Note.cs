namespace DevFlow.Sandbox.Slack;

/// <summary>A channel's topic or purpose.</summary>
internal sealed record Note(string Value, string Creator, long SetAt)
{
    public static Note None { get; } = new("", "", 0);
}
