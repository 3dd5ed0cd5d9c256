using System.Management.Automation;

namespace DevFlow.PowerShell.Handlers;

/// <summary>Why a call of a lane failed.</summary>
internal static class LaneError
{
    public static DevFlowException Of(Exception exception) => exception is RuntimeException { ErrorRecord: { } record }
        ? Of(record)
        : exception as DevFlowException ?? new DevFlowException(ErrorReason.HandlerFailed, exception.Message, null, exception);

    public static DevFlowException Of(ErrorRecord error) => new(
        ErrorReason.HandlerFailed, $"{error} ({error.InvocationInfo?.PositionMessage.ReplaceLineEndings(" ").Trim()})", null, error.Exception);

    public static DevFlowException Stopped() => new(ErrorReason.HandlerFailed, "The handler's pipeline was stopped.");

    public static DevFlowException Ended(string name) => new(
        ErrorReason.HandlerFailed,
        $"The script of '{name}' has closed its own runspace.",
        "Register it again with a script that leaves its own runspace open.");
}
