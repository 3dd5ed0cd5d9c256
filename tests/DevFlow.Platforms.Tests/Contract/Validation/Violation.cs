namespace DevFlow.Platforms.Tests.Contract;

/// <summary>Where an answer and its description differ.</summary>
/// <param name="Rule">
/// What is broken: <c>status</c>, <c>content-type</c>, <c>body</c>, <c>missing</c>, <c>undescribed</c>, <c>null</c>, <c>type</c>,
/// <c>enum</c>, <c>format</c>, <c>pattern</c>, <c>length</c>, <c>range</c>, <c>items</c>, <c>alternative</c>; the kind of an
/// input that was not answered as it must be; or <c>operation</c> for a route no description has.
/// </param>
/// <param name="At">The place in the body.</param>
/// <param name="Message">What was found there.</param>
public sealed record Violation(string Rule, Place At, string Message)
{
    /// <summary>The known fault of the description that excuses it.</summary>
    public KnownFault? Fault { get; init; }

    public override string ToString() => $"{Rule}: {At.Path} {Message}" + (At.Schema is null ? "" : $" (schema {At.Schema}, {At.SchemaPath})");
}
