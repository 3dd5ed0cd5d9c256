using System.Collections;
using System.Globalization;
using System.Management.Automation;
using DevFlow.Core.Webhooks;

namespace DevFlow.PowerShell.Commands;

/// <summary>Explains step by step whether a listener would take a delivery.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DevFlowWebhookSignature")]
[OutputType(typeof(WebhookVerdict))]
public sealed class TestDevFlowWebhookSignatureCommand : SignedWebhookCmdlet
{
    /// <summary>The delivery's headers, by name.</summary>
    [Parameter(Mandatory = true)]
    public IDictionary Headers { get; set; } = new Hashtable();

    /// <summary>When the delivery came; now by default. Some signatures end after five minutes.</summary>
    [Parameter]
    public DateTimeOffset? ReceivedAt { get; set; }

    /// <summary>The path and query it was sent to, which Jira's apps sign.</summary>
    [Parameter]
    public string Target { get; set; } = "/";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        using HttpSource source = OpenSource();
        await EmitAsync(WebhookExaminer.Examine(source, ReadHeaders(), ReadBody() ?? [], Target, ReceivedAt ?? TimeProvider.System.GetUtcNow())).ConfigureAwait(false);
    }

    private Dictionary<string, IReadOnlyList<string>> ReadHeaders()
    {
        Dictionary<string, IReadOnlyList<string>> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry header in Headers)
        {
            object value = header.Value is PSObject wrapped ? wrapped.BaseObject : header.Value ?? "";
            headers[Text(header.Key)] = value is not string and IEnumerable several ? [.. several.Cast<object>().Select(Text)] : [Text(value)];
        }

        return headers;
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
