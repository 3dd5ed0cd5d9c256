namespace DevFlow.Sandbox.GitHub;

/// <summary>One entry of the <c>errors</c> of a 422.</summary>
/// <param name="Resource"><c>Issue</c>, <c>IssueComment</c> or <c>Hook</c>.</param>
/// <param name="Code"><c>missing_field</c>, <c>invalid</c> or <c>custom</c>.</param>
/// <param name="Field">The field; null where it is about the whole.</param>
/// <param name="Message">The words of a custom error.</param>
internal sealed record FieldError(string Resource, string Code, string? Field, string? Message = null);
