using System.Management.Automation;

namespace DevFlow.PowerShell.Handlers;

/// <summary>Why a call of a lane failed.</summary>
internal static class LaneError
{
    public static DevFlowException Of(Exception exception) => exception is RuntimeException { ErrorRecord: { } record }
        ? Of(record)
        : exception as DevFlowException ?? new DevFlowException(ErrorReason.HandlerFailed, exception.Message, null, exception);

    public static DevFlowException Of(ErrorRecord error) => new(ErrorReason.HandlerFailed, error + Place(error.InvocationInfo), null, error.Exception);

    public static DevFlowException Stopped() => new(ErrorReason.HandlerFailed, "The handler's pipeline was stopped.");

    public static DevFlowException Ended(string name) => new(
        ErrorReason.HandlerFailed,
        $"The script of '{name}' has closed its own runspace.",
        "Register it again with a script that leaves its own runspace open.");

    // PowerShell's own words for it draw the place over several lines; this is a column of a table, too.
    private static string Place(InvocationInfo? place) => place is { ScriptLineNumber: > 0 } ? $" (line {place.ScriptLineNumber}: {place.Line.Trim()})" : "";
}
