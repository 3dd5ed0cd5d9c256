using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>GitHub's error bodies.</summary>
internal static class GitHubProblem
{
    public const string Documentation = "https://docs.github.com/rest";

    public static Answer NotFound(string documentation) => Create(StatusCodes.Status404NotFound, "Not Found", documentation);

    /// <summary>A schema basic-error.</summary>
    public static Answer Create(int status, string message, string documentation) => Create(status, message, documentation, []);

    /// <summary>A schema validation-error-simple, or a basic-error where there are no details.</summary>
    public static Answer Create(int status, string message, string documentation, IReadOnlyList<string> details) =>
        Create(status, message, details, static (writer, detail) => writer.WriteStringValue(detail), documentation);

    /// <summary>A 422 that names the fields.</summary>
    public static Answer Invalid(IReadOnlyList<FieldError> errors, string documentation) =>
        Create(StatusCodes.Status422UnprocessableEntity, "Validation Failed", errors, Write, documentation);

    private static Answer Create<T>(int status, string message, IReadOnlyList<T> errors, Action<Utf8JsonWriter, T> write, string documentation) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, message);
        if (errors.Count > 0)
        {
            writer.WriteStartArray("errors"u8);
            foreach (T error in errors)
            {
                write(writer, error);
            }

            writer.WriteEndArray();
        }

        writer.WriteString("documentation_url"u8, documentation);
        writer.WriteString("status"u8, status.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    });

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
