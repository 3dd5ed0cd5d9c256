using System.Management.Automation;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Handlers;

/// <summary>Moves what a handler's script wrote to its delivery, and keeps nothing: the streams belong to something that does not end.</summary>
internal static class DeliveryStreams
{
    /// <summary>Records errors.</summary>
    /// <returns>The first one; null where there was none.</returns>
    public static ErrorRecord? TakeErrors(PSDataCollection<ErrorRecord> errors, EventDelivery? delivery)
    {
        ErrorRecord? first = errors.Count > 0 ? errors[0] : null;
        Take(errors, delivery, static (to, error) => to.WriteError(error));
        return first;
    }

    public static void TakeWarnings(PSDataCollection<WarningRecord> warnings, EventDelivery? delivery) =>
        Take(warnings, delivery, static (to, warning) => to.WriteWarning(warning));

    public static void TakeLines(PSDataCollection<VerboseRecord> verbose, PSDataCollection<InformationRecord> information, EventDelivery? delivery)
    {
        Take(verbose, delivery, static (to, line) => to.WriteVerbose(line));
        Take(information, delivery, static (to, line) => to.WriteVerbose(line));
    }

    public static void WriteOutput(IReadOnlyList<PSObject> output, EventDelivery delivery)
    {
        foreach (PSObject? value in output)
        {
            delivery.WriteOutput(value is null ? null : Redacted(UsingExpressions.Plain(value)));
        }
    }

    public static void WriteError(ErrorRecord error, EventDelivery? delivery) => delivery?.WriteError(Redacted(error)!);

    public static void Drop<T>(PSDataCollection<T> stream)
    {
        if (stream.Count > 0)
        {
            stream.Clear();
        }
    }

    private static void Take<T>(PSDataCollection<T> stream, EventDelivery? delivery, Action<EventDelivery, object> write)
    {
        if (stream.Count == 0)
        {
            return;
        }

        foreach (T entry in stream.ReadAll())
        {
            if (delivery is not null)
            {
                write(delivery, Redacted(entry)!);
            }
        }
    }

    // Text, also that of a record, must not carry a secret to whoever looks at deliveries; other objects are the script's own.
    private static object? Redacted(object? value)
    {
        if (value is not (string or ErrorRecord or InformationalRecord or InformationRecord))
        {
            return value;
        }

        string text = value.ToString() ?? "";
        string redacted = EngineHost.Redact(text);
        return text == redacted ? value : redacted;
    }
}
