using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Who is in a conversation: <c>conversations.members</c>, <c>join</c>, <c>invite</c>, <c>open</c> and the like.</summary>
internal sealed class MemberRoutes(Workspace workspace, Chat chat, SlackEvents events)
{
    private const int MaxInvited = 100;
    private const int MaxOpened = 8;

    public IEnumerable<SlackRoute> Routes =>
    [
        new("conversations.members", "GET", SlackTier.Four, List) { Scopes = ConversationScopes.Read },
        new("conversations.join", "POST", SlackTier.Three, Join) { Scopes = ConversationScopes.Join },
        new("conversations.leave", "POST", SlackTier.Three, Leave) { Scopes = ConversationScopes.Write },
        new("conversations.invite", "POST", SlackTier.Three, Invite) { Scopes = ConversationScopes.Write },
        new("conversations.kick", "POST", SlackTier.Three, Kick) { Scopes = ConversationScopes.Write },
        new("conversations.open", "POST", SlackTier.Three, Open) { Scopes = ConversationScopes.Write },
        new("conversations.close", "POST", SlackTier.Two, Close) { Scopes = ConversationScopes.Write },
    ];

    private static Answer List(SlackCall call)
    {
        Conversation conversation = call.FindConversationFor("read");
        return call.Page("members"u8, conversation.Members, static (writer, member) => writer.WriteStringValue(member));
    }

    private Answer Join(SlackCall call)
    {
        Conversation conversation = call.FindConversation();
        if (conversation.Kind != ConversationKind.PublicChannel)
        {
            throw new SlackProblem("method_not_supported_for_channel_type");
        }

        if (conversation.IsArchived)
        {
            throw new SlackProblem("is_archived");
        }

        bool wasMember = conversation.HasMember(call.User);
        if (wasMember)
        {
            call.Warnings.Add("already_in_channel");
        }
        else
        {
            Add(call, conversation, call.User, inviter: null);
        }

        return Show(call, conversation);
    }

    private Answer Leave(SlackCall call)
    {
        Conversation conversation = call.FindConversationFor("write");
        if (conversation.IsGeneral)
        {
            throw new SlackProblem("cant_leave_general");
        }

        if (!conversation.HasMember(call.User))
        {
            return call.Ok(static writer => writer.WriteBoolean("not_in_channel"u8, true));
        }

        Remove(call, conversation, call.User);
        return call.Ok();
    }

    private Answer Invite(SlackCall call)
    {
        Conversation conversation = call.FindConversationFor("write");
        IReadOnlyList<string> ids = ReadUsers(call);
        if (!conversation.IsChannel)
        {
            throw new SlackProblem("method_not_supported_for_channel_type");
        }

        if (!conversation.HasMember(call.User))
        {
            throw new SlackProblem("not_in_channel");
        }

        if (conversation.IsArchived)
        {
            throw new SlackProblem("is_archived");
        }

        if (ids.Count > MaxInvited)
        {
            throw new SlackProblem("too_many_users");
        }

        List<SlackUser> invited = [.. ids.Select(id => workspace.FindUser(id) ?? throw new SlackProblem("user_not_found"))];
        if (invited.Contains(call.User))
        {
            throw new SlackProblem("cant_invite_self");
        }

        if (invited.TrueForAll(conversation.HasMember))
        {
            throw new SlackProblem("already_in_channel");
        }

        foreach (SlackUser user in invited.Where(user => !conversation.HasMember(user)))
        {
            Add(call, conversation, user, call.User);
        }

        return Show(call, conversation);
    }

    private Answer Kick(SlackCall call)
    {
        Conversation conversation = call.FindConversationFor("write");
        SlackUser user = call.FindUser("user");
        if (user == call.User)
        {
            throw new SlackProblem("cant_kick_self");
        }

        if (conversation.IsGeneral)
        {
            throw new SlackProblem("cant_kick_from_general");
        }

        if (!conversation.HasMember(user))
        {
            throw new SlackProblem("not_in_channel");
        }

        Remove(call, conversation, user);
        return call.Ok();
    }

    private Answer Open(SlackCall call)
    {
        bool isWhole = call.Flag("return_im");
        bool existed = true;
        Conversation conversation;
        if (call.Text("channel") is { Length: > 0 })
        {
            conversation = call.FindConversationFor("write");
            if (conversation.IsChannel)
            {
                throw new SlackProblem("method_not_supported_for_channel_type");
            }
        }
        else
        {
            IReadOnlyList<string> ids = ReadUsers(call);
            call.Need(ids.Count > 1 ? "mpim:write" : "im:write");
            if (ids.Count > MaxOpened)
            {
                throw new SlackProblem("too_many_users");
            }

            string[] members = [call.User.Id, .. ids.Where(id => id != call.User.Id).Distinct(StringComparer.Ordinal)];
            if (members.Any(id => workspace.FindUser(id) is null))
            {
                throw new SlackProblem("user_not_found");
            }

            conversation = workspace.Open(members, out existed);
        }

        call.CheckInput();
        return call.Ok(writer =>
        {
            if (existed)
            {
                writer.WriteBoolean("no_op"u8, true);
                writer.WriteBoolean("already_open"u8, true);
            }

            writer.WritePropertyName("channel"u8);
            if (isWhole)
            {
                ConversationJson.Write(writer, conversation, workspace, call.User);
                return;
            }

            writer.WriteStartObject();
            writer.WriteString("id"u8, conversation.Id);
            writer.WriteEndObject();
        });
    }

    private static Answer Close(SlackCall call)
    {
        Conversation conversation = call.FindConversationFor("write");
        return conversation.IsChannel ? throw new SlackProblem("method_not_supported_for_channel_type") : call.Ok();
    }

    private static IReadOnlyList<string> ReadUsers(SlackCall call) =>
        call.Input.Texts("users") is { Count: > 0 } ids ? ids : throw new SlackProblem(call.Input.Problems.Count > 0 ? "invalid_arguments" : "no_user");

    private Answer Show(SlackCall call, Conversation conversation) => call.Ok(writer =>
    {
        writer.WritePropertyName("channel"u8);
        ConversationJson.Write(writer, conversation, workspace, call.User);
    });

    private void Add(SlackCall call, Conversation conversation, SlackUser user, SlackUser? inviter)
    {
        conversation.Members.Add(user.Id);
        chat.Note(conversation, user, "channel_join", $"<@{user.Id}> has joined the channel", call.Answered);
        Tell(call, "member_joined_channel", conversation, user, inviter);
    }

    private void Remove(SlackCall call, Conversation conversation, SlackUser user)
    {
        Tell(call, "member_left_channel", conversation, user, inviter: null);
        conversation.Members.Remove(user.Id);
        chat.Note(conversation, user, "channel_leave", $"<@{user.Id}> has left the channel", call.Answered);
    }

    private void Tell(SlackCall call, string type, Conversation conversation, SlackUser user, SlackUser? inviter) => events.Publish(
        type,
        conversation,
        writer =>
        {
            writer.WriteString("type"u8, type);
            writer.WriteString("user"u8, user.Id);
            writer.WriteString("channel"u8, conversation.Id);
            writer.WriteString("channel_type"u8, conversation.Kind == ConversationKind.PublicChannel ? "C" : "G");
            writer.WriteString("team"u8, workspace.Id);
            writer.WriteText("inviter"u8, inviter?.Id);
        },
        call.Answered);
}
