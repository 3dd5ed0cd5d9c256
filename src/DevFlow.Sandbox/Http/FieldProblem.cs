namespace DevFlow.Sandbox.Http;

/// <summary>A field of the input that a platform does not accept; the platform words it.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Expected">What would do: <c>string</c>, <c>one of open, closed</c>, <c>at most 256 characters</c>.</param>
internal sealed record FieldProblem(string Field, FieldProblemKind Kind, string Expected);
