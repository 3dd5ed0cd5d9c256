using DevFlow.Sandbox.Auth;

namespace DevFlow.Sandbox.Slack;

/// <summary>An app and its installation in the workspace.</summary>
internal sealed class SlackApp(string id, string name)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public required string BotId { get; init; }

    public required SlackUser BotUser { get; init; }

    public required OAuthClient Client { get; init; }

    /// <summary>Null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Signs what Slack sends.</summary>
    public required string SigningSecret { get; init; }

    /// <summary>The old way to prove an origin; still in every payload.</summary>
    public required string VerificationToken { get; init; }

    public IReadOnlyList<string> BotScopes { get; init; } = [];

    public IReadOnlyList<string> UserScopes { get; init; } = [];

    /// <summary>A commercial app outside the Marketplace: one call a minute and 15 objects of history.</summary>
    public bool HasSlowHistory { get; init; }

    /// <summary>The events it subscribed to; empty: all there are.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>The bot's tokens: a new installation continues them.</summary>
    public TokenFamily<SlackIdentity> BotTokens { get; } = new();

    /// <summary>Where Slack sends what the app is told.</summary>
    public AppLink Link { get; set; } = null!;
}
