using System.Text;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Checks what is given for a hook.</summary>
internal static class HookInputReader
{
    private const string Resource = "Hook";

    /// <returns>The fields; null where <paramref name="error"/> says what is wrong.</returns>
    public static HookInput? Read(JsonElement body, out FieldError? error)
    {
        if (body.TryGetProperty("name", out JsonElement name) && !IsOneOf(name, out _, "web"))
        {
            error = Custom("name", "name must be \"web\"");
            return null;
        }

        if (!body.TryGetProperty("config", out JsonElement config) || config.ValueKind != JsonValueKind.Object)
        {
            error = Custom("config", "Config must contain URL for webhooks");
            return null;
        }

        Uri? url = ReadUrl(config, out string urlText, out error);
        string contentType = ReadChoice(config, "content_type", ref error, "form", "json");
        string insecure = ReadChoice(config, "insecure_ssl", ref error, "0", "1");
        byte[]? secret = ReadSecret(config, ref error);
        List<string> events = ReadEvents(body, ref error);
        bool active = ReadActive(body, ref error);
        return error is null ? new(url!, urlText, contentType == "form", secret, insecure == "1", events, active) : null;
    }

    private static Uri? ReadUrl(JsonElement config, out string text, out FieldError? error)
    {
        text = "";
        error = null;
        if (!config.TryGetProperty("url", out JsonElement value) || !JsonBody.TryGetText(value, out text) || text.Length == 0)
        {
            error = Custom("url", "Config must contain URL for webhooks");
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            error = Custom("url", "url must be an absolute http or https address");
            return null;
        }

        // GitHub refuses loopback addresses; a sandbox refuses all others, so that no rehearsal ever reaches a real receiver.
        error = LoopbackClient.IsLoopback(url)
            ? null
            : Custom("url", $"url is not supported because the sandbox delivers to loopback addresses only ({url.Host})");
        return url;
    }

    private static byte[]? ReadSecret(JsonElement config, ref FieldError? error)
    {
        if (!config.TryGetProperty("secret", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (!JsonBody.TryGetText(value, out string text))
        {
            error ??= new(Resource, "invalid", "secret");
            return null;
        }

        return text.Length == 0 ? null : Encoding.UTF8.GetBytes(text);
    }

    private static List<string> ReadEvents(JsonElement body, ref FieldError? error)
    {
        if (!body.TryGetProperty("events", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return ["push"];
        }

        List<string> events = [];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            error ??= new(Resource, "invalid", "events");
            return events;
        }

        foreach (JsonElement element in value.EnumerateArray())
        {
            if (!JsonBody.TryGetText(element, out string name) || !HookEvents.IsKnown(name))
            {
                error ??= new(Resource, "invalid", "events");
                return events;
            }

            if (!events.Contains(name))
            {
                events.Add(name);
            }
        }

        return events;
    }

    private static bool ReadActive(JsonElement body, ref FieldError? error)
    {
        if (!body.TryGetProperty("active", out JsonElement value))
        {
            return true;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            error ??= new(Resource, "invalid", "active");
        }

        return value.ValueKind != JsonValueKind.False;
    }

    // The first choice is the default.
    private static string ReadChoice(JsonElement config, string field, ref FieldError? error, params ReadOnlySpan<string> choices)
    {
        if (!config.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return choices[0];
        }

        if (IsOneOf(value, out string text, choices))
        {
            return text;
        }

        error ??= Custom(field, $"{field} must be one of {string.Join(", ", choices)}");
        return choices[0];
    }

    // insecure_ssl may be a string or a number.
    private static bool IsOneOf(JsonElement value, out string text, params ReadOnlySpan<string> choices)
    {
        text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : "";
        return (text.Length > 0 || JsonBody.TryGetText(value, out text)) && choices.Contains(text);
    }

    private static FieldError Custom(string field, string message) => new(Resource, "custom", field, message);
}
