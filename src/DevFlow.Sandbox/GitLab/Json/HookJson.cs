using System.Globalization;
using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Hooks and their delivery log in answers. Secrets are never shown.</summary>
internal static class HookJson
{
    public static void Write(Utf8JsonWriter writer, ProjectHook hook)
    {
        HookSettings settings = hook.Settings;
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, hook.Id);
        writer.WriteString("url"u8, settings.Url);
        writer.WriteString("name"u8, settings.Name);
        writer.WriteString("description"u8, settings.Description);
        writer.WriteTime("created_at"u8, hook.CreatedAt);
        foreach (string flag in HookKind.Flags)
        {
            writer.WriteBoolean(flag, settings.Flags.Contains(flag));
        }

        writer.WriteBoolean("enable_ssl_verification"u8, settings.VerifiesTls);
        writer.WriteString("alert_status"u8, hook.AlertStatus);
        writer.WriteTime("disabled_until"u8, hook.Webhook.Health.DisabledUntil is { } until && until < DateTimeOffset.MaxValue ? until : null);
        writer.WriteTexts("url_variables"u8, []);
        writer.WriteString("push_events_branch_filter"u8, settings.BranchFilter);
        writer.WriteString("branch_filter_strategy"u8, settings.FilterStrategy);
        writer.WriteString("custom_webhook_template"u8, "");
        writer.WriteStartArray("custom_headers"u8);
        foreach (string name in settings.CustomHeaders.Keys)
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("token_present"u8, settings.Token is not null);
        writer.WriteBoolean("signing_token_present"u8, settings.SigningKey is not null);
        writer.WriteNumber("project_id"u8, hook.Project.Id);
        writer.WriteEndObject();
    }

    public static void WriteDelivery(Utf8JsonWriter writer, LoggedDelivery delivery)
    {
        HookSubject subject = (HookSubject)delivery.Message.Subject!;
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, delivery.Id);
        writer.WriteString("url"u8, delivery.Address.AbsoluteUri);
        writer.WriteString("trigger"u8, subject.Kind.Trigger);
        WriteHeaders(writer, "request_headers"u8, delivery.RequestHeaders);
        writer.WritePropertyName("request_data"u8);
        writer.WriteRawValue(delivery.Message.Body.Span, skipInputValidation: true);
        WriteHeaders(writer, "response_headers"u8, delivery.ResponseHeaders);
        writer.WriteString("response_body"u8, Encoding.UTF8.GetString(delivery.ResponseBody.Span));
        writer.WriteNumber("execution_duration"u8, Math.Round(delivery.Duration.TotalSeconds, 6));
        writer.WriteString("response_status"u8, delivery.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "internal error");
        writer.WriteTime("created_at"u8, delivery.Attempt.SentAt);
        writer.WriteEndObject();
    }

    private static void WriteHeaders(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        writer.WriteStartObject(name);
        foreach ((string key, string value) in headers.DistinctBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            // As GitLab does in its own log.
            writer.WriteString(key, key.Equals("X-Gitlab-Token", StringComparison.OrdinalIgnoreCase) ? "[REDACTED]" : value);
        }

        writer.WriteEndObject();
    }
}
