using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>
/// What the body of an unsuccessful answer says: Jira's <c>errorMessages</c> and <c>errors</c> by field, the gateway's
/// <c>message</c>, or OAuth's <c>error_description</c>.
/// </summary>
/// <param name="Text">The message in one line; null where the body says nothing that can be read.</param>
internal sealed record JiraProblem(string? Text)
{
    private const int MaxMessages = 5;

    public static async Task<JiraProblem> ReadAsync(HttpContent content, CancellationToken cancellationToken) =>
        new(await AnswerBody.ReadProblemAsync(content, cancellationToken).ConfigureAwait(false) is JsonElement body ? Read(body) : null);

    /// <summary>True where the token lacks a scope, which the gateway says with 401 or 403.</summary>
    public bool SpeaksOfScope => Text?.Contains("scope", StringComparison.OrdinalIgnoreCase) == true;

    private static string? Read(JsonElement body)
    {
        string[] messages = [.. Messages(body).Concat(Fields(body)).Take(MaxMessages)];
        string? text = messages.Length > 0 ? string.Join("; ", messages) : Payload.Text(body, "message|error_description|errorMessage|error");
        return text is null ? null : ServerText.OneLine(text.TrimEnd('.') + ".");
    }

    // Of development information each message is an object.
    private static IEnumerable<string> Messages(JsonElement body) =>
        body.TryGetProperty("errorMessages", out JsonElement messages) && messages.ValueKind == JsonValueKind.Array
            ? messages.EnumerateArray()
                .Select(static message => message.ValueKind == JsonValueKind.String ? message.ToString() : Payload.Text(message, "message"))
                .OfType<string>()
                .Select(static message => message.TrimEnd('.'))
            : [];

    // {"errors":{"summary":"You must specify a summary of the issue."}}
    private static IEnumerable<string> Fields(JsonElement body) =>
        body.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Object
            ? errors.EnumerateObject().Select(static field => $"{field.Name}: {field.Value.ToString().TrimEnd('.')}")
            : [];
}
