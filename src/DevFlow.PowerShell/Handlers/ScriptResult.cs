using System.Management.Automation;
using DevFlow.PowerShell.Binding;

namespace DevFlow.PowerShell.Handlers;

/// <summary>What the output of a filter, transform or middleware means.</summary>
internal static class ScriptResult
{
    /// <summary>True as in an if.</summary>
    public static bool IsTrue(IReadOnlyList<PSObject> output) => output.Count switch
    {
        0 => false,
        1 => LanguagePrimitives.IsTrue(output[0]),
        _ => true,
    };

    /// <summary>Nothing leaves the event out, an event takes its place, anything else is its new data.</summary>
    public static Event? ToEvent(IReadOnlyList<PSObject> output, Event source, string what)
    {
        if (output.Count > 1)
        {
            throw new DevFlowException(
                ErrorReason.HandlerFailed,
                $"The script of {what} wrote {output.Count} objects for one event.",
                "Let it write one: the event $_, or its new data; nothing leaves the event out. A list is written as ,@(...).");
        }

        return output is not [{ } only] ? null : only.BaseObject as Event ?? source with { Payload = new EventPayload(JsonObjects.ToJson(only)) };
    }
}
