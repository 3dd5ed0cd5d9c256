using System.Text.Json;

namespace DevFlow.Platforms;

/// <summary>Reads JSON objects out of bodies that are in memory; what is none reads as null.</summary>
internal static class AnswerBody
{
    // What says why a request was refused is short; pages of lists are not.
    private const int MaxProblemLength = 64 * 1024;

    /// <summary>The body of a refusal. A proxy's page or a cut-off body: status and headers still tell what happened.</summary>
    public static async Task<JsonElement?> ReadProblemAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            byte[] body = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return body.Length > MaxProblemLength ? null : Parse(body);
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>The body of an answer that the engine's chain has buffered.</summary>
    public static JsonElement? Read(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true ? Parse(BodyBytes.Of(response, int.MaxValue)) : null;

    public static JsonElement? Parse(byte[]? body)
    {
        if (body is null or { Length: 0 })
        {
            return null;
        }

        try
        {
            JsonElement root = JsonElement.Parse(body);
            return root.ValueKind == JsonValueKind.Object ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
