namespace DevFlow.Sandbox.Slack;

/// <summary>What a person allows an app at the authorize page.</summary>
internal sealed record Consent(SlackUser User, IReadOnlyList<string> BotScopes, IReadOnlyList<string> UserScopes);
