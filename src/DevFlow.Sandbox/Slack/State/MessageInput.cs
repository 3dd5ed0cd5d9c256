using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>The checked content of a message to be written.</summary>
internal sealed record MessageInput(string Text)
{
    public JsonElement? Blocks { get; init; }

    public JsonElement? Attachments { get; init; }

    public JsonElement? Metadata { get; init; }

    public string? ThreadTimestamp { get; init; }

    /// <summary>Shows a reply in the channel too.</summary>
    public bool IsBroadcast { get; init; }

    public string? Username { get; init; }

    public string? IconEmoji { get; init; }

    public string? IconUrl { get; init; }
}
