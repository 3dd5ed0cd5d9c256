using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Jira's error bodies.</summary>
internal static class JiraProblem
{
    public const string NoIssue = "Issue does not exist or you do not have permission to see it.";
    public const string NotAuthenticated = "You are not authenticated. Authentication required to perform this operation.";

    private static readonly Dictionary<string, string> None = [];

    /// <summary>Schema ErrorCollection with messages of no field.</summary>
    public static Answer Create(int status, params ReadOnlySpan<string> messages) => Create(status, None, messages);

    public static Answer BadRequest(params ReadOnlySpan<string> messages) => Create(StatusCodes.Status400BadRequest, None, messages);

    /// <summary>Schema ErrorCollection that names the fields.</summary>
    public static Answer Invalid(IReadOnlyDictionary<string, string> errors) => Create(StatusCodes.Status400BadRequest, errors);

    public static Answer Invalid(string field, string message) => Invalid(new Dictionary<string, string>(StringComparer.Ordinal) { [field] = message });

    public static Answer NotFound(string message = NoIssue) => Create(StatusCodes.Status404NotFound, None, message);

    public static Answer Forbidden(string message) => Create(StatusCodes.Status403Forbidden, None, message);

    /// <summary>Where nothing stands at a path.</summary>
    public static Answer NoEndpoint(int status, string address) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, status == StatusCodes.Status404NotFound ? $"null for uri: {address}" : "HTTP 405 Method Not Allowed");
        writer.WriteNumber("status-code"u8, status);
        writer.WriteEndObject();
    });

    /// <summary>The gateway's own form.</summary>
    public static Answer Gateway(int status, string message) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("code"u8, status);
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
    });

    /// <summary>As development information words it.</summary>
    public static Answer DevInfo(string message) => Answer.Json(StatusCodes.Status400BadRequest, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("errorMessages"u8);
        writer.WriteStartObject();
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>RFC 6749, 5.2.</summary>
    public static Answer OAuth(int status, string error, string description) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, error);
        writer.WriteString("error_description"u8, description);
        writer.WriteEndObject();
    });

    private static Answer Create(int status, IReadOnlyDictionary<string, string> errors, params ReadOnlySpan<string> messages)
    {
        JsonBuffer body = JsonBuffer.Rent();
        Utf8JsonWriter writer = body.Writer;
        writer.WriteStartObject();
        writer.WriteStartArray("errorMessages"u8);
        foreach (string message in messages)
        {
            writer.WriteStringValue(message);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("errors"u8);
        foreach ((string field, string message) in errors)
        {
            writer.WriteString(field, message);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        return Answer.Json(status, body);
    }
}
