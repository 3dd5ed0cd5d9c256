using System.Buffers;
using System.Text;

namespace DevFlow.Core.Events;

/// <summary>What an event must look like to be published.</summary>
internal static class EventRules
{
    /// <summary>25 MiB, the most GitHub sends in a webhook: https://docs.github.com/webhooks/webhook-events-and-payloads</summary>
    public const int MaxDataBytes = 26_214_400;

    /// <summary>The source of what no platform sent: events of scripts and of the engine.</summary>
    public const string SessionSource = "devflow:session";

    /// <summary>Characters of an id, a source, a subject and so on.</summary>
    public const int MaxAttributeLength = 2_048;

    public static void Check(Event draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        Topic.Validate(draft.Topic);
        CheckAttribute(nameof(Event.Id), draft.Id, required: true);
        CheckAttribute(nameof(Event.Source), draft.Source, required: true);
        CheckAttribute(nameof(Event.Type), draft.Type, required: true);
        CheckAttribute(nameof(Event.Subject), draft.Subject, required: false);
        CheckAttribute(nameof(Event.CorrelationId), draft.CorrelationId, required: false);
        CheckAttribute(nameof(Event.CausationId), draft.CausationId, required: false);
        CheckAttribute(nameof(Event.PartitionKey), draft.PartitionKey, required: false);
        CheckAttribute(nameof(Event.Connection), draft.Connection, required: false);
        CheckAttribute(nameof(Event.TraceParent), draft.TraceParent, required: false);
        CheckAttribute(nameof(Event.TraceState), draft.TraceState, required: false);
        CheckData(draft);
    }

    private static void CheckAttribute(string name, string? value, bool required)
    {
        if (string.IsNullOrEmpty(value))
        {
            if (required)
            {
                throw Invalid($"The event has no {name}.", $"Give the event a {name}.");
            }

            return;
        }

        if (value.Length > MaxAttributeLength)
        {
            throw Invalid(
                $"The event's {name} has {value.Length} characters; {MaxAttributeLength} are allowed.",
                $"Shorten the {name}; long text belongs into the data.");
        }

        // Everything but control characters, surrogates and what is beyond them, in one pass.
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '\ud7ff'))
        {
            CheckCharacters(name, value);
        }
    }

    // UTF-8 has no halves of a surrogate pair: written as U+FFFD, two different ids would be one on disk.
    private static void CheckCharacters(string name, ReadOnlySpan<char> value)
    {
        if (value.ContainsAnyInRange('\0', '\u001f'))
        {
            throw Invalid($"The event's {name} contains a control character.", $"Remove line breaks and the like from the {name}.");
        }

        while (!value.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(value, out _, out int length) != OperationStatus.Done)
            {
                throw Invalid($"The event's {name} contains half a surrogate pair (U+{(int)value[0]:X4}), which is no character.", $"Give the {name} whole characters; the text was probably cut in the middle of one.");
            }

            value = value[length..];
        }
    }

    private static void CheckData(Event draft)
    {
        if (!draft.Payload.IsDefined)
        {
            throw Invalid($"The event '{draft.Id}' has data that is no JSON value.", "Give the event data, or leave them out; JSON null will do.");
        }

        if (!CloudEventJson.IsJson(draft.DataContentType))
        {
            throw Invalid($"The data of event '{draft.Id}' is said to be '{draft.DataContentType}', and an event carries JSON.", "Use application/json, or a type that ends in +json.");
        }

        if (!Enum.IsDefined(draft.Priority))
        {
            throw Invalid($"The event '{draft.Id}' has the unknown priority {draft.Priority}.", "Use Critical, High, Normal or Low.");
        }

        int length = draft.Payload.Utf8.Length;
        if (length > MaxDataBytes)
        {
            throw Invalid(
                $"The data of event '{draft.Id}' has {length} bytes; {MaxDataBytes} (25 MiB) are allowed.",
                "Publish a reference to the data, such as a path or an address, in its place.");
        }
    }

    private static DevFlowException Invalid(string message, string action) =>
        new(ErrorReason.InvalidArgument, message, action);
}
