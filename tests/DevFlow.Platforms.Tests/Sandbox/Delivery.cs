using System.Text.Json;

namespace DevFlow.Platforms.Tests.Sandbox;

/// <summary>What a receiver got.</summary>
internal sealed record Delivery(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Event => Headers["X-GitHub-Event"];

    public string? Action => Json.TryGetProperty("action", out JsonElement action) ? action.GetString() : null;

    public JsonElement Json => JsonElement.Parse(Body);
}
