namespace DevFlow.Core.Logging;

/// <summary>
/// The stream a log line is meant for. The cmdlets live in the session's load context, where the logging package of the
/// engine does not exist: they know this, not its levels.
/// </summary>
internal enum LogStream
{
    Debug,
    Verbose,
    Information,
    Warning,
}
