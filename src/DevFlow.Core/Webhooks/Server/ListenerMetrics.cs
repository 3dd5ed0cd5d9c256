using System.Globalization;
using System.Text;

namespace DevFlow.Core.Webhooks;

/// <summary>A listener's figures as OpenMetrics text (github.com/OpenObservability/OpenMetrics, "specification").</summary>
internal static class ListenerMetrics
{
    public const string ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    public static string Write(WebhookListenerOptions options, long rejected, EventStatistics? bus, DateTimeOffset now)
    {
        StringBuilder text = new();
        Family(text, "devflow_webhook_deliveries", "counter", "Verified deliveries, and refused ones, by what became of them.");
        foreach ((HttpSource source, WebhookOutcome outcome) in options.Sources.SelectMany(static source => Enum.GetValues<WebhookOutcome>().Select(outcome => (source, outcome))))
        {
            Sample(text, "devflow_webhook_deliveries_total", $"{Labels(source)},outcome=\"{outcome}\"", source.Source[outcome]);
        }

        Family(text, "devflow_webhook_refused_requests", "counter", "Requests turned away, to whatever path.");
        Sample(text, "devflow_webhook_refused_requests_total", "", rejected);
        Family(text, "devflow_webhook_previous_secret", "counter", "Deliveries signed with the previous secret.");
        foreach (HttpSource source in options.Sources)
        {
            Sample(text, "devflow_webhook_previous_secret_total", Labels(source), source.Source.WithPreviousSecret);
        }

        Family(text, "devflow_webhook_ack_duration_seconds", "histogram", "From the arrival of a body to its answer.", "seconds");
        foreach (HttpSource source in options.Sources)
        {
            Histogram(text, source);
        }

        Family(text, "devflow_webhook_secret_age_seconds", "gauge", "How long the current secret has been stored.", "seconds");
        foreach (HttpSource source in options.Sources.Where(static source => source.Secrets.StoredAt is not null))
        {
            Sample(text, "devflow_webhook_secret_age_seconds", Labels(source), (now - source.Secrets.StoredAt!.Value).TotalSeconds);
        }

        Family(text, "devflow_webhook_store_writable", "gauge", "1 while deliveries can be stored.");
        Sample(text, "devflow_webhook_store_writable", "", options.Inbox.IsWritable ? 1 : 0);
        if (bus is not null)
        {
            Bus(text, bus);
        }

        return text.Append("# EOF\n").ToString();
    }

    private static void Bus(StringBuilder text, EventStatistics bus)
    {
        foreach ((string name, string help, long value) in new[]
        {
            ("devflow_events_waiting", "Events that wait for handlers.", bus.Waiting),
            ("devflow_dead_letters", "Events that handlers gave up.", bus.DeadLetters),
            ("devflow_journal_events", "Events in the journal.", bus.JournalEvents),
            ("devflow_journal_bytes", "The size of the journal.", bus.JournalBytes),
        })
        {
            Family(text, name, "gauge", help, name.EndsWith("_bytes", StringComparison.Ordinal) ? "bytes" : null);
            Sample(text, name, "", value);
        }

        Family(text, "devflow_events_handled", "counter", "Events that handlers have handled.");
        Sample(text, "devflow_events_handled_total", "", bus.Handled);
        Family(text, "devflow_events_failed", "counter", "Events on which handlers have failed.");
        Sample(text, "devflow_events_failed_total", "", bus.Failed);
    }

    private static void Histogram(StringBuilder text, HttpSource source)
    {
        int i = 0;
        long count = 0;
        foreach (long below in source.Source.Durations.Cumulative())
        {
            string bound = i < DurationHistogram.Bounds.Length ? DurationHistogram.Bounds[i].ToString("0.0###", CultureInfo.InvariantCulture) : "+Inf";
            Sample(text, "devflow_webhook_ack_duration_seconds_bucket", $"{Labels(source)},le=\"{bound}\"", below);
            count = below;
            i++;
        }

        Sample(text, "devflow_webhook_ack_duration_seconds_count", Labels(source), count);
        Sample(text, "devflow_webhook_ack_duration_seconds_sum", Labels(source), source.Source.Durations.TotalSeconds);
    }

    private static void Family(StringBuilder text, string name, string type, string help, string? unit = null)
    {
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        if (unit is not null)
        {
            text.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
        }

        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
    }

    private static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    // Names of sources are letters, digits and a few signs: nothing to escape.
    private static string Labels(HttpSource source) => $"source=\"{source.Source.Name}\",platform=\"{source.Source.Platform}\"";
}
