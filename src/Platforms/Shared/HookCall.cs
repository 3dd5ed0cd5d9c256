using System.Text.Json;

namespace DevFlow.Platforms;

/// <summary>Requests about webhooks, relative to the API's address.</summary>
internal static class HookCall
{
    public static HttpRequestMessage Of(HttpMethod method, string path) => new(method, new Uri(path, UriKind.Relative));

    public static HttpRequestMessage Of(HttpMethod method, string path, Action<Utf8JsonWriter> write) =>
        new(method, new Uri(path, UriKind.Relative)) { Content = SecretBody.Of(write) };

    /// <summary>A name as one segment of a path; <c>.</c> and <c>..</c> would lead elsewhere.</summary>
    public static string Segment(string name) => name is "." or ".."
        ? throw Invalid($"'{name}' is no name.", "Give the name or id itself.", name)
        : Uri.EscapeDataString(name);

    /// <summary>Writes a secret as the value of a property.</summary>
    public static void WriteSecret(Utf8JsonWriter writer, string name, SecretBuffer secret) => writer.WriteString(name, secret.Bytes);

    /// <summary>A delivery as a platform's log tells it.</summary>
    /// <param name="headers">What names the event and the delivery; one whose value is null is left out.</param>
    /// <param name="body">The body, as JSON.</param>
    /// <param name="sentAt">When it was sent.</param>
    public static WebhookRequest Delivery(IEnumerable<(string Name, string? Value)> headers, ReadOnlyMemory<byte> body, DateTimeOffset sentAt)
    {
        Dictionary<string, IReadOnlyList<string>> all = new(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = ["application/json"] };
        foreach ((string name, string? value) in headers)
        {
            if (value is not null)
            {
                all[name] = [value];
            }
        }

        return new WebhookRequest(all, body, sentAt);
    }

    /// <summary>The value of a header in an object of headers, whatever its case.</summary>
    public static string? Header(JsonElement headers, string name) =>
        headers.ValueKind == JsonValueKind.Object
        && headers.EnumerateObject().FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { ValueKind: JsonValueKind.String } value
            ? value.GetString()
            : null;

    public static DevFlowException Invalid(string message, string action, string target) => new(ErrorReason.InvalidArgument, message, action) { Target = target };
}
