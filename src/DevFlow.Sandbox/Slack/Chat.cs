using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Writes, changes and deletes messages, and tells the apps. Every method is called inside the workspace's gate.</summary>
internal sealed class Chat(Workspace workspace, SlackEvents events)
{
    /// <summary>Posts a message.</summary>
    /// <param name="author">Who: a person, or an app's bot user.</param>
    /// <param name="app">The app that does it; null for a person.</param>
    /// <param name="channel">Where.</param>
    /// <param name="input">What.</param>
    /// <param name="answered">Ends when the request that caused it has its answer.</param>
    /// <param name="files">What is attached.</param>
    public Message Post(SlackUser author, SlackApp? app, Conversation channel, MessageInput input, Task answered, IReadOnlyList<SlackFile>? files = null)
    {
        Message message = new(workspace.Ids.NextTimestamp(), author.Id)
        {
            App = app,
            Subtype = Subtype(input, files),
            Username = input.Username,
            IconEmoji = input.IconEmoji,
            IconUrl = input.IconUrl,
            Text = input.Text,
            Blocks = input.Blocks,
            Attachments = input.Attachments,
            Metadata = input.Metadata,
            ThreadTimestamp = input.ThreadTimestamp,
            Files = [.. files ?? []],
        };
        channel.Add(message);
        Tell(channel, writer => MessageJson.WriteMembers(writer, message, workspace), answered);
        TellMentioned(channel, message, answered);
        return message;
    }

    public void Update(Conversation channel, Message message, MessageInput input, SlackUser editor, Task answered)
    {
        JsonElement before = Capture(message);
        message.Text = input.Text;
        message.Blocks = input.Blocks;
        message.Attachments = input.Attachments;
        message.Metadata = input.Metadata ?? message.Metadata;
        message.Edited = (editor.Id, workspace.Ids.NextTimestamp());
        TellChanged(channel, "message_changed", answered, writer =>
        {
            writer.WritePropertyName("message"u8);
            MessageJson.Write(writer, message, workspace);
            writer.WriteGiven("previous_message"u8, before);
        });
    }

    public void Delete(Conversation channel, Message message, Task answered)
    {
        JsonElement before = Capture(message);
        channel.Remove(message);
        TellChanged(channel, "message_deleted", answered, writer =>
        {
            writer.WriteString("deleted_ts"u8, message.Timestamp);
            writer.WriteGiven("previous_message"u8, before);
        });
    }

    /// <summary>Posts what the channel itself says: <c>channel_join</c>, <c>channel_topic</c> and so on.</summary>
    public void Note(Conversation channel, SlackUser who, string subtype, string text, Task answered)
    {
        Message message = new(workspace.Ids.NextTimestamp(), who.Id) { Subtype = subtype, Text = text };
        channel.Add(message);
        Tell(channel, writer => MessageJson.WriteMembers(writer, message, workspace), answered);
    }

    public void React(Conversation channel, Message message, SlackUser who, string reaction, bool isAdded, Task answered)
    {
        string name = isAdded ? "reaction_added" : "reaction_removed";
        events.Publish(
            name,
            channel,
            writer =>
            {
                writer.WriteString("type"u8, name);
                writer.WriteString("user"u8, who.Id);
                writer.WriteString("reaction"u8, reaction);
                writer.WriteStartObject("item"u8);
                writer.WriteString("type"u8, "message");
                writer.WriteString("channel"u8, channel.Id);
                writer.WriteString("ts"u8, message.Timestamp);
                writer.WriteEndObject();
                writer.WriteString("item_user"u8, message.User);
            },
            answered);
    }

    private static string? Subtype(MessageInput input, IReadOnlyList<SlackFile>? files)
    {
        if (files is { Count: > 0 })
        {
            return "file_share";
        }

        return input is { IsBroadcast: true, ThreadTimestamp: not null } ? "thread_broadcast" : input.Username is null ? null : "bot_message";
    }

    private void Tell(Conversation channel, Action<Utf8JsonWriter> write, Task answered) => events.Publish(
        "message." + channel.ScopeWord,
        channel,
        writer =>
        {
            write(writer);
            writer.WriteString("channel"u8, channel.Id);
            writer.WriteString("channel_type"u8, ChannelType(channel));
        },
        answered);

    private void TellChanged(Conversation channel, string subtype, Task answered, Action<Utf8JsonWriter> write) => Tell(
        channel,
        writer =>
        {
            writer.WriteString("type"u8, "message");
            writer.WriteString("subtype"u8, subtype);
            writer.WriteString("ts"u8, workspace.Ids.NextTimestamp());
            writer.WriteBoolean("hidden"u8, true);
            write(writer);
        },
        answered);

    private void TellMentioned(Conversation channel, Message message, Task answered)
    {
        foreach (SlackApp app in workspace.Apps)
        {
            if (message.App != app && channel.IsChannel && message.Text.Contains($"<@{app.BotUser.Id}>", StringComparison.Ordinal))
            {
                events.Publish(
                    "app_mention",
                    channel,
                    writer =>
                    {
                        writer.WriteString("type"u8, "app_mention");
                        writer.WriteString("user"u8, message.User);
                        writer.WriteString("text"u8, message.Text);
                        writer.WriteString("ts"u8, message.Timestamp);
                        writer.WriteText("thread_ts"u8, message.ThreadTimestamp);
                        writer.WriteString("team"u8, workspace.Id);
                        writer.WriteString("channel"u8, channel.Id);
                    },
                    answered,
                    only: app);
            }
        }
    }

    private static string ChannelType(Conversation channel) => channel.Kind switch
    {
        ConversationKind.PublicChannel => "channel",
        ConversationKind.PrivateChannel => "group",
        _ => channel.ScopeWord,
    };

    private JsonElement Capture(Message message) => JsonBuffer.ToElement(writer => MessageJson.Write(writer, message, workspace));
}
