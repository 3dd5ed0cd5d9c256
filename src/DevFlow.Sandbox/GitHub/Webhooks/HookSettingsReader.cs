using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Checks what is given for a hook, new or changed; what is wrong first is what is told.</summary>
internal sealed class HookSettingsReader
{
    private const string Resource = "Hook";

    private FieldError? _error;

    /// <summary>Reads a whole hook: <c>name</c>, <c>config</c>, <c>events</c>, <c>active</c>.</summary>
    /// <param name="body">The request's body, an object.</param>
    /// <param name="before">The hook as it is; null for a new one.</param>
    /// <param name="error">What is wrong.</param>
    public static HookSettings? Read(JsonElement body, HookSettings? before, out FieldError? error)
    {
        HookSettingsReader reader = new();
        HookSettings? settings = reader.ReadHook(body, before);
        error = reader._error;
        return error is null ? settings : null;
    }

    /// <summary>Reads the members of <c>config</c> alone.</summary>
    /// <param name="config">An object.</param>
    /// <param name="before">The hook as it is; null for a new one.</param>
    /// <param name="error">What is wrong.</param>
    public static HookSettings? ReadConfig(JsonElement config, HookSettings? before, out FieldError? error)
    {
        HookSettingsReader reader = new();
        HookSettings? settings = reader.ReadConfig(config, before);
        error = reader._error;
        return error is null ? settings : null;
    }

    private HookSettings? ReadHook(JsonElement body, HookSettings? before)
    {
        if (body.TryGetProperty("name", out JsonElement name) && !IsOneOf(name, out _, "web"))
        {
            return Refuse("name", "name must be \"web\"");
        }

        HookSettings? settings = before;
        if (body.TryGetProperty("config", out JsonElement config) || before is null)
        {
            settings = config.ValueKind == JsonValueKind.Object
                ? ReadConfig(config, before)
                : Refuse("config", "Config must contain URL for webhooks");
        }

        return settings is null ? null : settings with
        {
            Events = ReadEvents(body, before?.Events),
            Active = ReadActive(body, before?.Active ?? true),
        };
    }

    private HookSettings? ReadConfig(JsonElement config, HookSettings? before)
    {
        HookSettings? settings = before;
        if (before is null || config.TryGetProperty("url", out _))
        {
            settings = ReadUrl(config) is { } url
                ? (before ?? new() { Url = url.Address, UrlText = url.Text, Events = [], IsForm = true }) with { Url = url.Address, UrlText = url.Text }
                : null;
        }

        return settings is null ? null : settings with
        {
            IsForm = ReadChoice(config, "content_type", settings.IsForm ? "form" : "json", "form", "json") == "form",
            InsecureSsl = ReadChoice(config, "insecure_ssl", settings.InsecureSsl ? "1" : "0", "0", "1") == "1",
            Secret = config.TryGetProperty("secret", out JsonElement secret) ? ReadSecret(secret) : settings.Secret,
        };
    }

    private (Uri Address, string Text)? ReadUrl(JsonElement config)
    {
        if (!config.TryGetProperty("url", out JsonElement value) || !JsonBody.TryGetText(value, out string text) || text.Length == 0)
        {
            Refuse("url", "Config must contain URL for webhooks");
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            Refuse("url", "url must be an absolute http or https address");
            return null;
        }

        // GitHub refuses loopback addresses; a sandbox refuses all others, so that no rehearsal ever reaches a real receiver.
        if (!LoopbackClient.IsLoopback(url))
        {
            Refuse("url", $"url is not supported because the sandbox delivers to loopback addresses only ({url.Host})");
            return null;
        }

        return (url, text);
    }

    private byte[]? ReadSecret(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (!JsonBody.TryGetText(value, out string text))
        {
            _error ??= new(Resource, "invalid", "secret");
            return null;
        }

        return text.Length == 0 ? null : Encoding.UTF8.GetBytes(text);
    }

    private List<string> ReadEvents(JsonElement body, IReadOnlyList<string>? before)
    {
        List<string> events = ReadNames(body, "events", mayBeEmpty: false) ?? [.. before ?? ["push"]];
        events.AddRange((ReadNames(body, "add_events", mayBeEmpty: true) ?? []).Except(events, StringComparer.Ordinal));
        foreach (string name in ReadNames(body, "remove_events", mayBeEmpty: true) ?? [])
        {
            events.Remove(name);
        }

        return events;
    }

    private List<string>? ReadNames(JsonElement body, string field, bool mayBeEmpty)
    {
        if (!body.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        List<string> names = [];
        if (value.ValueKind != JsonValueKind.Array || (!mayBeEmpty && value.GetArrayLength() == 0))
        {
            _error ??= new(Resource, "invalid", field);
            return names;
        }

        foreach (JsonElement element in value.EnumerateArray())
        {
            if (!JsonBody.TryGetText(element, out string name) || !HookEvents.IsKnown(name))
            {
                _error ??= new(Resource, "invalid", field);
                return names;
            }

            if (!names.Contains(name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    private bool ReadActive(JsonElement body, bool otherwise)
    {
        if (!body.TryGetProperty("active", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return otherwise;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            _error ??= new(Resource, "invalid", "active");
        }

        return value.ValueKind != JsonValueKind.False;
    }

    private string ReadChoice(JsonElement config, string field, string otherwise, params ReadOnlySpan<string> choices)
    {
        if (!config.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return otherwise;
        }

        if (IsOneOf(value, out string text, choices))
        {
            return text;
        }

        Refuse(field, $"{field} must be one of {string.Join(", ", choices)}");
        return otherwise;
    }

    // insecure_ssl may be a string or a number.
    private static bool IsOneOf(JsonElement value, out string text, params ReadOnlySpan<string> choices)
    {
        text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : "";
        return (text.Length > 0 || JsonBody.TryGetText(value, out text)) && choices.Contains(text);
    }

    private HookSettings? Refuse(string field, string message)
    {
        _error ??= new(Resource, "custom", field, message);
        return null;
    }
}
