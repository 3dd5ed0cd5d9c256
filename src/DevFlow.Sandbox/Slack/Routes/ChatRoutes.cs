using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Messages: <c>chat.*</c>.</summary>
internal sealed class ChatRoutes(Workspace workspace, Chat chat, Scheduler scheduler)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(120);
    private static readonly string[] Write = ["chat:write"];

    public IEnumerable<SlackRoute> Routes =>
    [
        new("chat.postMessage", "POST", SlackTier.Posting, Post) { Scopes = Write },
        new("chat.update", "POST", SlackTier.Three, Update) { Scopes = Write },
        new("chat.delete", "POST", SlackTier.Three, Delete) { Scopes = Write },
        new("chat.postEphemeral", "POST", SlackTier.Four, PostEphemeral) { Scopes = Write },
        new("chat.getPermalink", "GET", SlackTier.Special, GetPermalink),
        new("chat.scheduleMessage", "POST", SlackTier.Three, Schedule) { Scopes = Write },
        new("chat.deleteScheduledMessage", "POST", SlackTier.Three, DeleteScheduled) { Scopes = Write },
        new("chat.scheduledMessages.list", "GET", SlackTier.Three, ListScheduled),
    ];

    private Answer Post(SlackCall call)
    {
        Conversation channel = FindTarget(call);
        MessageInput input = ReadFor(call, channel);
        Message message = chat.Post(call.User, call.Caller.IsBot ? call.App : null, channel, input, call.Answered);
        return call.Ok(writer =>
        {
            writer.WriteString("channel"u8, channel.Id);
            writer.WriteString("ts"u8, message.Timestamp);
            writer.WritePropertyName("message"u8);
            MessageJson.Write(writer, message, workspace);
        });
    }

    private Answer Update(SlackCall call)
    {
        Conversation channel = call.FindConversation();
        Message message = call.FindMessage(channel, "ts");
        if (message.User != call.User.Id)
        {
            throw new SlackProblem("cant_update_message");
        }

        // What an update leaves out stays, except that blocks go when there is text alone.
        bool isText = call.Text("text") is not null;
        MessageInput given = MessageReader.Read(call);
        call.CheckInput();
        MessageInput input = given with
        {
            Text = isText ? given.Text : message.Text,
            Attachments = given.Attachments ?? (call.Input.Has("attachments") ? null : message.Attachments),
        };
        chat.Update(channel, message, input, call.User, call.Answered);
        return call.Ok(writer =>
        {
            writer.WriteString("channel"u8, channel.Id);
            writer.WriteString("ts"u8, message.Timestamp);
            writer.WriteString("text"u8, message.Text);
            writer.WritePropertyName("message"u8);
            MessageJson.Write(writer, message, workspace);
        });
    }

    private Answer Delete(SlackCall call)
    {
        Conversation channel = call.FindConversation();
        Message message = call.FindMessage(channel, "ts");
        call.CheckInput();
        if (message.User != call.User.Id && !(call.User.IsAdmin && !call.Caller.IsBot))
        {
            throw new SlackProblem("cant_delete_message");
        }

        chat.Delete(channel, message, call.Answered);
        return call.Ok(writer =>
        {
            writer.WriteString("channel"u8, channel.Id);
            writer.WriteString("ts"u8, message.Timestamp);
        });
    }

    // Shown to one person and kept nowhere, so there is nothing to do but to check.
    private Answer PostEphemeral(SlackCall call)
    {
        Conversation channel = FindTarget(call);
        SlackUser reader = call.FindUser("user");
        ReadFor(call, channel);
        return channel.HasMember(reader)
            ? call.Ok(writer => writer.WriteString("message_ts"u8, workspace.Ids.NextTimestamp()))
            : throw new SlackProblem("user_not_in_channel");
    }

    private Answer GetPermalink(SlackCall call)
    {
        Conversation channel = call.FindConversation();
        Message message = call.FindMessage(channel, "message_ts");
        string path = $"{workspace.Origin}/archives/{channel.Id}/p{message.Timestamp.Replace(".", "", StringComparison.Ordinal)}";
        string thread = message.IsReply ? $"?thread_ts={message.ThreadTimestamp}&cid={channel.Id}" : "";
        return call.Ok(writer =>
        {
            writer.WriteString("channel"u8, channel.Id);
            writer.WriteString("permalink"u8, path + thread);
        });
    }

    private Answer Schedule(SlackCall call)
    {
        Conversation channel = FindTarget(call);
        MessageInput input = ReadFor(call, channel);
        DateTimeOffset now = workspace.Clock.Now;
        if (!SlackIds.TryParse(call.Required("post_at"), out long microseconds))
        {
            throw new SlackProblem("invalid_time");
        }

        DateTimeOffset postAt = DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(microseconds);
        if (postAt <= now || postAt > now + LongestDelay)
        {
            throw new SlackProblem(postAt <= now ? "time_in_past" : "time_too_far");
        }

        ScheduledMessage scheduled = new(workspace.Ids.New("Q"), channel, call.Caller, postAt, input) { CreatedAt = now };
        scheduler.Add(scheduled);
        return call.Ok(writer =>
        {
            writer.WriteString("channel"u8, channel.Id);
            writer.WriteString("scheduled_message_id"u8, scheduled.Id);
            writer.WriteNumber("post_at"u8, postAt.ToUnixTimeSeconds());
            writer.WriteStartObject("message"u8);
            writer.WriteString("type"u8, "delayed_message");
            writer.WriteString("text"u8, input.Text);
            writer.WriteString("user"u8, call.User.Id);
            writer.WriteString("bot_id"u8, call.App.BotId);
            writer.WriteString("team"u8, workspace.Id);
            writer.WriteEndObject();
        });
    }

    private Answer DeleteScheduled(SlackCall call)
    {
        Conversation channel = call.FindConversation();
        string id = call.Required("scheduled_message_id");
        ScheduledMessage? found = workspace.Scheduled.Find(message => message.Id == id && message.Channel == channel && message.Author.App == call.App);
        return found is not null && workspace.Scheduled.Remove(found) ? call.Ok() : throw new SlackProblem("invalid_scheduled_message_id");
    }

    private Answer ListScheduled(SlackCall call)
    {
        Conversation? channel = call.Text("channel") is null ? null : call.FindConversation();
        List<ScheduledMessage> own =
            [.. workspace.Scheduled.Where(message => message.Author.App == call.App && (channel is null || message.Channel == channel)).OrderBy(message => message.PostAt)];
        return call.Page("scheduled_messages"u8, own, static (writer, message) =>
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, message.Id);
            writer.WriteString("channel_id"u8, message.Channel.Id);
            writer.WriteNumber("post_at"u8, message.PostAt.ToUnixTimeSeconds());
            writer.WriteNumber("date_created"u8, message.CreatedAt.ToUnixTimeSeconds());
            writer.WriteString("text"u8, message.Input.Text);
            writer.WriteEndObject();
        });
    }

    // A channel's id, its name, or the id of a person, to whom it is a direct message then.
    private Conversation FindTarget(SlackCall call)
    {
        string target = call.Required("channel");
        Conversation? found = workspace.FindConversation(target) ?? workspace.FindChannel(target.TrimStart('#'));
        if (found is null && workspace.FindUser(target) is { } reader)
        {
            found = workspace.Open([call.User.Id, reader.Id], out _);
        }

        if (found is null || !call.MaySee(found))
        {
            throw new SlackProblem("channel_not_found");
        }

        if (found.IsArchived)
        {
            throw new SlackProblem("is_archived");
        }

        bool isOpen = found.Kind == ConversationKind.PublicChannel && call.HasScope("chat:write.public");
        return found.HasMember(call.User) || isOpen ? found : throw new SlackProblem("not_in_channel");
    }

    private static MessageInput ReadFor(SlackCall call, Conversation channel)
    {
        MessageInput input = MessageReader.Read(call);
        call.CheckInput();
        if (input.Username is not null || input.IconEmoji is not null || input.IconUrl is not null)
        {
            call.Need("chat:write.customize");
        }

        if (input.ThreadTimestamp is { } thread && channel.Find(thread) is null)
        {
            throw new SlackProblem("thread_not_found");
        }

        return input;
    }
}
