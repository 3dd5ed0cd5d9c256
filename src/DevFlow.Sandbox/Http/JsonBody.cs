using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevFlow.Sandbox.Http;

/// <summary>Reads request bodies that should be JSON.</summary>
internal static class JsonBody
{
    /// <summary>Reads and parses a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">How deep it may go.</param>
    /// <param name="cancellationToken">Ends when the caller is gone.</param>
    /// <returns>The document; null where the request has no body.</returns>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large (status 413) or broken.</exception>
    public static async Task<JsonDocument?> ReadAsync(HttpRequest request, JsonDocumentOptions options, CancellationToken cancellationToken)
    {
        bool hasBody = request.ContentLength is not 0
            && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };
        return hasBody ? await JsonDocument.ParseAsync(request.Body, options, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Reads a string that may hold escapes or bytes which form no text.</summary>
    public static bool TryGetText(JsonElement element, out string text)
    {
        text = "";
        if (element.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            text = element.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate or a byte that is no UTF-8.
            return false;
        }
    }
}
