namespace DevFlow.Sandbox.Slack;

/// <summary>A message that is posted later.</summary>
internal sealed record ScheduledMessage(string Id, Conversation Channel, SlackIdentity Author, DateTimeOffset PostAt, MessageInput Input)
{
    public required DateTimeOffset CreatedAt { get; init; }
}
