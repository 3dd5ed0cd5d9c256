namespace DevFlow.Core;

/// <summary>The longest that the runtime's timers take, in whole days: 49.</summary>
internal static class LongestTimer
{
    public const int Seconds = 49 * 24 * 3600;

    public static readonly TimeSpan Span = TimeSpan.FromSeconds(Seconds);
}
