using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>What was said: <c>conversations.history</c> and <c>conversations.replies</c>.</summary>
internal sealed class HistoryRoutes(Workspace workspace)
{
    /// <summary>The most objects for commercial apps outside the Marketplace.</summary>
    private const int SlowPage = 15;

    public IEnumerable<SlackRoute> Routes =>
    [
        new("conversations.history", "GET", SlackTier.History, GetHistory) { Scopes = ConversationScopes.History },
        new("conversations.replies", "GET", SlackTier.History, GetReplies) { Scopes = ConversationScopes.History },
    ];

    // Newest first; the cursor is the timestamp the next page ends with, so that new messages move nothing.
    private Answer GetHistory(SlackCall call)
    {
        Conversation conversation = FindReadable(call);
        (long oldest, long latest) = ReadSpan(call);
        bool isInclusive = call.Flag("inclusive");
        int limit = ReadLimit(call);
        long before = call.ReadCursor("next_ts") is { } cursor && SlackIds.TryParse(cursor, out long next) ? next : long.MaxValue;
        List<Message> page = [];
        Message? more = null;
        for (int i = conversation.Messages.Count - 1; i >= 0 && more is null; i--)
        {
            Message message = conversation.Messages[i];
            long at = SlackIds.Parse(message.Timestamp);
            if (message.IsReply || at > before || !IsWithin(at, oldest, latest, isInclusive))
            {
                continue;
            }

            if (page.Count == limit)
            {
                more = message;
            }
            else
            {
                page.Add(message);
            }
        }

        return Show(call, page, more, writer =>
        {
            writer.WriteNumber("pin_count"u8, 0);
            writer.WriteNull("channel_actions_ts"u8);
            writer.WriteNumber("channel_actions_count"u8, 0);
        });
    }

    // Oldest first, and the first is always the message the thread hangs on.
    private Answer GetReplies(SlackCall call)
    {
        Conversation conversation = FindReadable(call);
        Message named = conversation.Find(call.Required("ts")) ?? throw new SlackProblem("thread_not_found");
        Message parent = conversation.Find(named.ThreadTimestamp) ?? named;
        (long oldest, long latest) = ReadSpan(call);
        bool isInclusive = call.Flag("inclusive");
        int limit = ReadLimit(call);
        long after = call.ReadCursor("next_ts") is { } cursor && SlackIds.TryParse(cursor, out long next) ? next : 0;
        List<Message> page = [parent];
        Message? more = null;
        foreach (Message reply in parent.Replies)
        {
            long at = SlackIds.Parse(reply.Timestamp);
            if (at < after || !IsWithin(at, oldest, latest, isInclusive))
            {
                continue;
            }

            if (page.Count > limit)
            {
                more = reply;
                break;
            }

            page.Add(reply);
        }

        return Show(call, page, more, null);
    }

    private static Conversation FindReadable(SlackCall call)
    {
        Conversation conversation = call.FindConversationFor("history");
        return call.Caller.IsBot && !conversation.HasMember(call.User) ? throw new SlackProblem("not_in_channel") : conversation;
    }

    private static int ReadLimit(SlackCall call)
    {
        int limit = call.ReadLimit(call.App.HasSlowHistory ? SlowPage : 100);
        return call.App.HasSlowHistory ? Math.Min(limit, SlowPage) : limit;
    }

    private static (long Oldest, long Latest) ReadSpan(SlackCall call)
    {
        long oldest = 0;
        long latest = long.MaxValue;
        if (call.Text("oldest") is { Length: > 0 } from && !SlackIds.TryParse(from, out oldest))
        {
            throw new SlackProblem("invalid_ts_oldest");
        }

        return call.Text("latest") is { Length: > 0 } to && !SlackIds.TryParse(to, out latest)
            ? throw new SlackProblem("invalid_ts_latest")
            : (oldest, latest);
    }

    private static bool IsWithin(long at, long oldest, long latest, bool isInclusive) =>
        isInclusive ? at >= oldest && at <= latest : at > oldest && at < latest;

    private Answer Show(SlackCall call, List<Message> page, Message? more, Action<Utf8JsonWriter>? rest)
    {
        bool withMetadata = call.Flag("include_all_metadata");
        call.CheckInput();
        return call.Ok(
            writer =>
            {
                writer.WriteStartArray("messages"u8);
                foreach (Message message in page)
                {
                    MessageJson.Write(writer, message, workspace, withMetadata);
                }

                writer.WriteEndArray();
                writer.WriteBoolean("has_more"u8, more is not null);
                rest?.Invoke(writer);
            },
            more is null ? "" : SlackCall.Cursor("next_ts", more.Timestamp));
    }
}
