using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>A modal or a home tab that an app shows to somebody. Guarded by the workspace's gate.</summary>
internal sealed class SlackView(string id, SlackApp app, SlackUser user, JsonElement content)
{
    public string Id { get; } = id;

    public SlackApp App { get; } = app;

    public SlackUser User { get; } = user;

    /// <summary>What the app gave.</summary>
    public JsonElement Content { get; set; } = content;

    /// <summary>Changes with every update; an update may name it to be refused when it is late.</summary>
    public required string Hash { get; set; }

    /// <summary>The first view of the stack; null where it is that.</summary>
    public SlackView? Root { get; init; }

    public SlackView? Previous { get; init; }

    public string? ExternalId => Content.TryGetProperty("external_id", out JsonElement id) ? id.GetString() : null;
}
