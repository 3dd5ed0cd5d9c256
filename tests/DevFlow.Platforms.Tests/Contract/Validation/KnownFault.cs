using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>A place where a description is wrong, or where the platform is more lenient than its description.</summary>
/// <param name="Platform">The platform's id.</param>
/// <param name="Operation">The operation, as <c>GET /user</c>; <c>*</c> stands for any characters.</param>
/// <param name="Rule">The rule of the violation it excuses.</param>
/// <param name="Reason">Why the platform is right.</param>
/// <param name="Status">The status of the answer; null for any.</param>
/// <param name="Schema">The named schema <paramref name="Path"/> begins at; null for the body's root.</param>
/// <param name="Path">The place, as <c>$.labels[].name</c>; <c>*</c> stands for any characters.</param>
/// <param name="Instead">The schema that holds instead; null where nothing does.</param>
public sealed record KnownFault(
    string Platform,
    string Operation,
    string Rule,
    string Reason,
    int? Status = null,
    string? Schema = null,
    string Path = "$",
    JsonElement? Instead = null)
{
    public override string ToString() =>
        $"{Platform} {Operation} {Rule}{(Status is null ? "" : $" {Status}")} {(Schema is null ? "" : Schema + " ")}{Path}";
}
