namespace DevFlow.Core.Logging;

/// <summary>Where log lines of the current async flow go: a cmdlet sets itself while it runs, background work has none.</summary>
internal static class LogScope
{
    private static readonly AsyncLocal<ILogSink?> Sink = new();

    public static ILogSink? Current
    {
        get => Sink.Value;
        set => Sink.Value = value;
    }
}
