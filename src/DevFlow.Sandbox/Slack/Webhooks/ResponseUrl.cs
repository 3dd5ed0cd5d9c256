namespace DevFlow.Sandbox.Slack;

/// <summary>An address at which an app answers an interaction. Guarded by the workspace's gate.</summary>
internal sealed record ResponseUrl(SlackApp App, Conversation Channel, SlackUser User, Message? Original, DateTimeOffset ExpiresAt)
{
    public int Uses { get; set; }
}
