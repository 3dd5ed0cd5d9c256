using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>A request body.</summary>
/// <param name="IsRequired">Whether a request without it is wrong.</param>
/// <param name="Content">The schema by media type.</param>
public sealed record ApiBody(bool IsRequired, IReadOnlyDictionary<string, JsonElement> Content)
{
    /// <summary>The schema of the JSON form; undefined where there is none.</summary>
    public JsonElement Json => Content.GetValueOrDefault("application/json");

    /// <summary>The schema of the form for HTML forms; undefined where there is none.</summary>
    public JsonElement Form => Content.GetValueOrDefault("application/x-www-form-urlencoded");
}
