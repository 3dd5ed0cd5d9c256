using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>A message. Guarded by the workspace's gate.</summary>
internal sealed class Message(string timestamp, string user)
{
    /// <summary>Its id within the conversation: seconds and microseconds, <c>1503435956.000247</c>.</summary>
    public string Timestamp { get; } = timestamp;

    public string User { get; } = user;

    /// <summary>The app that wrote it; null for people.</summary>
    public SlackApp? App { get; init; }

    public string? Subtype { get; init; }

    /// <summary>The name the app gave itself for this message.</summary>
    public string? Username { get; init; }

    public string? IconEmoji { get; init; }

    public string? IconUrl { get; init; }

    public string Text { get; set; } = "";

    public JsonElement? Blocks { get; set; }

    public JsonElement? Attachments { get; set; }

    public JsonElement? Metadata { get; set; }

    /// <summary>The first message of its thread; its own timestamp where it is that.</summary>
    public string? ThreadTimestamp { get; set; }

    /// <summary>Who began the thread, in a reply.</summary>
    public string? ParentUser { get; set; }

    public List<Message> Replies { get; } = [];

    /// <summary>Who edited it last, and when.</summary>
    public (string User, string Timestamp)? Edited { get; set; }

    public List<SlackFile> Files { get; init; } = [];

    public List<Reaction> Reactions { get; } = [];

    /// <summary>True where only the thread shows it.</summary>
    public bool IsReply => ThreadTimestamp is { } thread && thread != Timestamp && Subtype != "thread_broadcast";
}
