using System.Text.Json;

namespace DevFlow.Platforms.Tests.Contract;

/// <summary>What the description says about the answers of one status.</summary>
/// <param name="Content">The schema by media type, undefined where a media type has none; empty where no body is described.</param>
public sealed record ApiResponse(IReadOnlyDictionary<string, JsonElement> Content)
{
    public bool TryFindContent(string mediaType, out JsonElement schema) =>
        Content.TryGetValue(mediaType, out schema) || Content.TryGetValue("*/*", out schema);
}
