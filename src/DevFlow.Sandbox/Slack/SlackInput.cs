using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Reads the arguments of a method as Slack takes them: in the query, as a form or as JSON.</summary>
/// <remarks>https://docs.slack.dev/apis/web-api/#post_bodies</remarks>
internal static class SlackInput
{
    private const string Scheme = "Bearer ";

    /// <exception cref="SlackProblem">The body has another type or is broken.</exception>
    public static async Task<Fields> ReadAsync(SlackCall call, CancellationToken cancellationToken)
    {
        HttpRequest request = call.Request;
        string? type = request.ContentType;
        if (!HttpMethods.IsPost(request.Method) || request.ContentLength == 0)
        {
            return Fields.Of(request.Query);
        }

        CheckType(call, type);
        try
        {
            Fields fields = await Fields.ReadAsync(request, cancellationToken).ConfigureAwait(false);
            return fields.Body.ValueKind is JsonValueKind.Undefined or JsonValueKind.Object ? fields : throw new SlackProblem("json_not_object");
        }
        catch (JsonException)
        {
            throw new SlackProblem("invalid_json");
        }
        catch (BadHttpRequestException error)
        {
            throw error.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? new SlackProblem("request_entity_too_large") { Status = StatusCodes.Status413PayloadTooLarge }
                : new SlackProblem("invalid_form_data");
        }
    }

    /// <summary>The token of the header, or of a form or the query; JSON is no place for it.</summary>
    public static string? ReadToken(SlackCall call)
    {
        string? header = call.Request.Headers.Authorization;
        if (header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true)
        {
            return header[Scheme.Length..].Trim();
        }

        return call.Input.Body.ValueKind == JsonValueKind.Undefined ? call.Text("token") : null;
    }

    private static void CheckType(SlackCall call, string? type)
    {
        if (string.IsNullOrEmpty(type))
        {
            throw new SlackProblem("missing_post_type");
        }

        bool isForm = call.Request.HasFormContentType;
        bool isText = type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);
        if (!isForm && !isText)
        {
            throw new SlackProblem("invalid_post_type");
        }

        bool hasCharset = type.Contains("charset", StringComparison.OrdinalIgnoreCase);
        if (isText && !hasCharset)
        {
            call.Warnings.Add("missing_charset");
        }
        else if (hasCharset && type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            call.Warnings.Add("superfluous_charset");
        }
    }
}
