using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What a route answers; sending it disposes the body.</summary>
internal sealed class GitHubAnswer(int status, JsonBuffer? body)
{
    public const string Documentation = "https://docs.github.com/rest";

    public int Status { get; } = status;

    public JsonBuffer? Body { get; } = body;

    public string? Link { get; init; }

    public string? Location { get; init; }

    public static GitHubAnswer NoContent() => new(StatusCodes.Status204NoContent, null);

    public static GitHubAnswer NotFound(string documentation) => Problem(StatusCodes.Status404NotFound, "Not Found", documentation);

    /// <summary>A schema basic-error.</summary>
    public static GitHubAnswer Problem(int status, string message, string documentation) => Problem(status, message, [], documentation);

    /// <summary>A 422 that names the fields.</summary>
    public static GitHubAnswer Invalid(IReadOnlyList<FieldError> errors, string documentation) =>
        Problem(StatusCodes.Status422UnprocessableEntity, "Validation Failed", errors, documentation);

    private static GitHubAnswer Problem(int status, string message, IReadOnlyList<FieldError> errors, string documentation)
    {
        JsonBuffer body = JsonBuffer.Rent();
        Utf8JsonWriter writer = body.Writer;
        writer.WriteStartObject();
        writer.WriteString("message"u8, message);
        if (errors.Count > 0)
        {
            writer.WriteStartArray("errors"u8);
            foreach (FieldError error in errors)
            {
                Write(writer, error);
            }

            writer.WriteEndArray();
        }

        writer.WriteString("documentation_url"u8, documentation);
        writer.WriteString("status"u8, status.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        return new(status, body);
    }

    private static void Write(Utf8JsonWriter writer, FieldError error)
    {
        writer.WriteStartObject();
        writer.WriteString("resource"u8, error.Resource);
        writer.WriteString("code"u8, error.Code);
        if (error.Field is not null)
        {
            writer.WriteString("field"u8, error.Field);
        }

        if (error.Message is not null)
        {
            writer.WriteString("message"u8, error.Message);
        }

        writer.WriteEndObject();
    }
}
