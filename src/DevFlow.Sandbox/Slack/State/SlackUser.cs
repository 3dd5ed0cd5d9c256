using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>A person, or the bot user of an app. Guarded by the workspace's gate.</summary>
internal sealed class SlackUser(string id, string name)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public string RealName { get; set; } = name;

    public string DisplayName { get; set; } = "";

    public string? Email { get; set; }

    public string Title { get; set; } = "";

    public string Phone { get; set; } = "";

    public string StatusText { get; set; } = "";

    public string StatusEmoji { get; set; } = "";

    public long StatusExpiration { get; set; }

    /// <summary>Custom fields as they were set, by their id.</summary>
    public Dictionary<string, JsonElement> Fields { get; } = new(StringComparer.Ordinal);

    public bool IsAdmin { get; init; }

    public bool IsDeleted { get; init; }

    public bool IsAway { get; init; }

    /// <summary>The app whose bot user it is; null for people.</summary>
    public SlackApp? BotOf { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
