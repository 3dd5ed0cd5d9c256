namespace DevFlow.Core.Logging;

/// <summary>Takes finished, redacted log lines; a cmdlet is one while it runs.</summary>
internal interface ILogSink
{
    void Write(LogStream stream, string message);
}
