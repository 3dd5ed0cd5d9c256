using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>A change that a rule of GitHub's forbids; thrown before anything was changed.</summary>
internal sealed class GitHubRefusal(int status, string message, params IReadOnlyList<FieldError> errors) : Exception(message)
{
    public int Status { get; } = status;

    public IReadOnlyList<FieldError> Errors { get; } = errors;

    /// <summary>What is wrong, in words; only where there are no <see cref="Errors"/>.</summary>
    public IReadOnlyList<string> Details { get; private init; } = [];

    public static GitHubRefusal NotFound() => new(StatusCodes.Status404NotFound, "Not Found");

    public static GitHubRefusal Unprocessable(string message, params IReadOnlyList<string> details) =>
        new(StatusCodes.Status422UnprocessableEntity, message) { Details = details };

    public static GitHubRefusal Invalid(params IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status422UnprocessableEntity, "Validation Failed", errors);

    /// <summary>The form whose errors are plain texts: the schema validation-error-simple.</summary>
    public static GitHubRefusal Simple(string error) => Unprocessable("Unprocessable Entity", error);

    public Answer ToAnswer(string documentation) => Errors.Count > 0
        ? GitHubProblem.Invalid(Errors, documentation)
        : GitHubProblem.Create(Status, Message, documentation, Details);

    /// <summary>All that is wrong, in one line.</summary>
    public string Describe() => Errors.Count == 0
        ? string.Join(": ", [Message, .. Details])
        : $"{Message}: {string.Join(", ", Errors.Select(error => error.Message ?? $"{error.Resource}.{error.Field} {error.Code}"))}";
}
