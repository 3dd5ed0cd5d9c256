namespace DevFlow.Sandbox.Slack;

/// <summary>What a conversation is; scopes and events differ by it.</summary>
internal enum ConversationKind
{
    PublicChannel,
    PrivateChannel,
    DirectMessage,
    GroupMessage,
}
