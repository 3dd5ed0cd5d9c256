using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
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
        if (!hasBody)
        {
            return null;
        }

        JsonDocument document = await JsonDocument.ParseAsync(request.Body, options, cancellationToken).ConfigureAwait(false);
        try
        {
            CheckTexts(document.RootElement);
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>Parses JSON that came inside something else.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        JsonElement element = JsonElement.Parse(json);
        CheckTexts(element);
        return element;
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static JsonElement Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

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

    // The parser takes lone surrogates and bytes that are no UTF-8, and whoever reads or copies such a text or name later fails.
    private static void CheckTexts(JsonElement root)
    {
        ReadOnlySpan<byte> json = JsonMarshal.GetRawUtf8Value(root);
        if (!Utf8.IsValid(json))
        {
            throw new JsonException("The text is no UTF-8.");
        }

        if (json.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        Utf8JsonReader reader = new(json);
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("A text holds half a surrogate pair.", error);
        }
    }
}
