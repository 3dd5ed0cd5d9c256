using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Logging;

/// <summary>Leads the engine's log lines, redacted, to the sink of the flow they belong to.</summary>
internal sealed class EngineLoggerProvider(Redactor redactor) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new FlowLogger(redactor);

    public void Dispose()
    {
    }

    private sealed class FlowLogger(Redactor redactor) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && LogScope.Current is not null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (LogScope.Current is { } sink)
            {
                string text = formatter(state, exception);
                sink.Write(StreamOf(logLevel), redactor.Redact(exception is null ? text : $"{text} ({exception.Message})"));
            }
        }

        // One step down from the names: PowerShell's Verbose explains what is done, its Debug what only a developer asks.
        private static LogStream StreamOf(LogLevel level) => level switch
        {
            LogLevel.Trace => LogStream.Debug,
            LogLevel.Debug => LogStream.Verbose,
            LogLevel.Information => LogStream.Information,
            _ => LogStream.Warning,
        };
    }
}
