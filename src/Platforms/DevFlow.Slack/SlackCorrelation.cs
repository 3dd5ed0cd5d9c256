namespace DevFlow.Slack;

/// <summary>Where Slack's payloads name conversations and hold texts. A message that is no answer begins a thread of its own.</summary>
internal static class SlackCorrelation
{
    public static CorrelationMap Map { get; } = new()
    {
        Rules =
        [
            Thread("team_id", "event.channel", "event.thread_ts|event.ts"),

            // Of a changed or deleted message, whose event.ts is of the change itself.
            Thread("team_id", "event.channel", "event.message.thread_ts|event.message.ts|event.previous_message.thread_ts|event.previous_message.ts"),
            Thread("team_id", "event.item.channel", "event.item.ts"),
            Thread("team_id", "event.channel", "event.message_ts"),
            Thread("team.id", "container.channel_id|channel.id", "container.thread_ts|message.thread_ts|container.message_ts|message.ts|message_ts"),

            new(CorrelationKind.Text, "event.text"),
            new(CorrelationKind.Text, "event.blocks"),
            new(CorrelationKind.Text, "event.attachments[].from_url"),
            new(CorrelationKind.Text, "event.attachments[].text"),
            new(CorrelationKind.Text, "event.message.text"),
            new(CorrelationKind.Text, "event.message.blocks"),
            new(CorrelationKind.Text, "event.links[].url"),
            new(CorrelationKind.Text, "message.text"),
            new(CorrelationKind.Text, "message.blocks"),

            // Of a slash command.
            new(CorrelationKind.Text, "text"),
        ],
    };

    private static CorrelationRule Thread(string team, string channel, string message) => new(CorrelationKind.Thread, $"slack:{{{team}}}:{{{channel}}}:{{{message}}}");
}
