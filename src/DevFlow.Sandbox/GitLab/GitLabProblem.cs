using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>GitLab's error bodies: <c>message</c> from the endpoints, <c>error</c> from the router, the validator and OAuth.</summary>
internal static class GitLabProblem
{
    /// <summary>What an endpoint says.</summary>
    public static Answer Message(int status, string message) => Single(status, "message", message);

    /// <summary>What the validator or the router says.</summary>
    public static Answer Error(int status, string error) => Single(status, "error", error);

    /// <summary>An error of OAuth, also of a token that ended.</summary>
    public static Answer OAuth(int status, string error, string description, string? scope = null) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, error);
        writer.WriteString("error_description"u8, description);
        if (scope is not null)
        {
            writer.WriteString("scope"u8, scope);
        }

        writer.WriteEndObject();
    });

    /// <summary>A message that is a list, as refused merge requests get.</summary>
    public static Answer Messages(int status, string message) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("message"u8);
        writer.WriteStringValue(message);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>What the model refuses: <c>{"message":{"title":["can't be blank"]}}</c>.</summary>
    public static Answer Invalid(string field, string problem) => Answer.Json(StatusCodes.Status400BadRequest, writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("message"u8);
        writer.WriteStartArray(field);
        writer.WriteStringValue(problem);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    public static Answer NotFound(string? thing = null) =>
        Message(StatusCodes.Status404NotFound, thing is null ? "404 Not found" : $"404 {thing} Not Found");

    public static Answer Unauthorized() => Message(StatusCodes.Status401Unauthorized, "401 Unauthorized");

    public static Answer Forbidden(string? why = null) =>
        Message(StatusCodes.Status403Forbidden, why is null ? "403 Forbidden" : $"403 Forbidden - {why}");

    private static Answer Single(int status, string name, string text) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString(name, text);
        writer.WriteEndObject();
    });
}
