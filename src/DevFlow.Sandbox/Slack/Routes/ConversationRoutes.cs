using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Conversations themselves: <c>conversations.*</c>. Members and messages have classes of their own.</summary>
internal sealed class ConversationRoutes(Workspace workspace, Chat chat, SlackEvents events)
{
    private const int MaxName = 80;
    private const int MaxNote = 250;

    public IEnumerable<SlackRoute> Routes =>
    [
        new("conversations.list", "GET", SlackTier.Two, List) { Scopes = ConversationScopes.Read },
        new("conversations.info", "GET", SlackTier.Three, Get) { Scopes = ConversationScopes.Read },
        new("conversations.create", "POST", SlackTier.Two, Create) { Scopes = ConversationScopes.Write },
        new("conversations.archive", "POST", SlackTier.Two, Archive) { Scopes = ConversationScopes.Write },
        new("conversations.unarchive", "POST", SlackTier.Two, Unarchive) { Scopes = ConversationScopes.Write },
        new("conversations.rename", "POST", SlackTier.Two, Rename) { Scopes = ConversationScopes.Write },
        new("conversations.setTopic", "POST", SlackTier.Two, SetTopic) { Scopes = ConversationScopes.Write },
        new("conversations.setPurpose", "POST", SlackTier.Two, SetPurpose) { Scopes = ConversationScopes.Write },
        new("conversations.mark", "POST", SlackTier.Three, Mark) { Scopes = ConversationScopes.Write },
    ];

    /// <summary>The conversations of the asked types that somebody may see.</summary>
    public static IEnumerable<Conversation> Select(SlackCall call, IEnumerable<Conversation> all)
    {
        IReadOnlyList<string> types = call.Input.Texts("types") ?? ["public_channel"];
        List<ConversationKind> kinds = [.. types.Select(ReadKind)];
        foreach (ConversationKind kind in kinds)
        {
            call.Need($"{new Conversation("", "", kind, "", default).ScopeWord}:read");
        }

        bool withoutArchived = call.Flag("exclude_archived");
        return all.Where(conversation => kinds.Contains(conversation.Kind) && !(withoutArchived && conversation.IsArchived));
    }

    private static ConversationKind ReadKind(string type) => type switch
    {
        "public_channel" => ConversationKind.PublicChannel,
        "private_channel" => ConversationKind.PrivateChannel,
        "im" => ConversationKind.DirectMessage,
        "mpim" => ConversationKind.GroupMessage,
        _ => throw new SlackProblem("invalid_types"),
    };

    private Answer List(SlackCall call)
    {
        List<Conversation> found = [.. Select(call, workspace.Conversations.Where(call.MaySee))];
        return call.Page("channels"u8, found, (writer, conversation) => ConversationJson.Write(writer, conversation, workspace, call.User, withCount: conversation.IsChannel));
    }

    private Answer Get(SlackCall call)
    {
        Conversation conversation = call.FindConversationFor("read");
        bool withCount = call.Flag("include_num_members");
        call.CheckInput();
        return Show(call, conversation, withCount);
    }

    private Answer Create(SlackCall call)
    {
        string name = ReadName(call);
        bool isPrivate = call.Flag("is_private");
        call.CheckInput();
        if (isPrivate)
        {
            call.Need("groups:write");
        }

        if (workspace.FindChannel(name) is not null)
        {
            throw new SlackProblem("name_taken");
        }

        if (workspace.Conversations.Count >= Workspace.MaxObjects)
        {
            throw new SlackProblem("restricted_action");
        }

        Conversation created = new(
            workspace.Ids.New("C"), name, isPrivate ? ConversationKind.PrivateChannel : ConversationKind.PublicChannel, call.User.Id, workspace.Clock.Now);
        created.Members.Add(call.User.Id);
        workspace.Conversations.Add(created);
        if (!isPrivate)
        {
            Tell(call, "channel_created", created, where: null);
        }

        return Show(call, created);
    }

    private Answer Archive(SlackCall call)
    {
        Conversation conversation = FindOwn(call);
        if (conversation.IsArchived)
        {
            throw new SlackProblem("already_archived");
        }

        if (conversation.IsGeneral)
        {
            throw new SlackProblem("cant_archive_general");
        }

        conversation.IsArchived = true;
        TellId(call, Word(conversation) + "_archive", conversation);
        return call.Ok();
    }

    private Answer Unarchive(SlackCall call)
    {
        Conversation conversation = call.FindConversationFor("write");
        if (!conversation.IsArchived)
        {
            throw new SlackProblem("not_archived");
        }

        conversation.IsArchived = false;
        TellId(call, Word(conversation) + "_unarchive", conversation);
        return call.Ok();
    }

    private Answer Rename(SlackCall call)
    {
        Conversation conversation = FindOpen(call);
        string name = ReadName(call);
        if (name != conversation.Name && workspace.FindChannel(name) is not null)
        {
            throw new SlackProblem("name_taken");
        }

        conversation.Rename(name);
        Tell(call, Word(conversation) + "_rename", conversation, conversation);
        return Show(call, conversation);
    }

    private Answer SetTopic(SlackCall call)
    {
        Conversation conversation = FindOpen(call);
        conversation.Topic = ReadNote(call, "topic");
        chat.Note(conversation, call.User, "channel_topic", $"<@{call.User.Id}> set the channel topic: {conversation.Topic.Value}", call.Answered);
        return Show(call, conversation);
    }

    private Answer SetPurpose(SlackCall call)
    {
        Conversation conversation = FindOpen(call);
        conversation.Purpose = ReadNote(call, "purpose");
        chat.Note(conversation, call.User, "channel_purpose", $"<@{call.User.Id}> set the channel description: {conversation.Purpose.Value}", call.Answered);
        return Show(call, conversation);
    }

    private Answer Mark(SlackCall call)
    {
        Conversation conversation = call.FindConversationFor("write");
        string timestamp = call.Required("ts");
        if (!SlackIds.TryParse(timestamp, out _))
        {
            throw new SlackProblem("invalid_timestamp");
        }

        if (!conversation.HasMember(call.User))
        {
            throw new SlackProblem("not_in_channel");
        }

        conversation.Marks[call.User.Id] = timestamp;
        return call.Ok();
    }

    private Answer Show(SlackCall call, Conversation conversation, bool withCount = false) => call.Ok(writer =>
    {
        writer.WritePropertyName("channel"u8);
        ConversationJson.Write(writer, conversation, workspace, call.User, withCount);
    });

    private static Conversation FindOpen(SlackCall call)
    {
        Conversation conversation = FindOwn(call);
        return conversation.IsArchived ? throw new SlackProblem("is_archived") : conversation;
    }

    private static Conversation FindOwn(SlackCall call)
    {
        Conversation conversation = call.FindConversationFor("write");
        if (!conversation.IsChannel)
        {
            throw new SlackProblem("method_not_supported_for_channel_type");
        }

        return conversation.HasMember(call.User) ? conversation : throw new SlackProblem("not_in_channel");
    }

    private static string ReadName(SlackCall call)
    {
        string name = call.Required("name", "invalid_name_required");
        if (name.Length > MaxName)
        {
            throw new SlackProblem("invalid_name_maxlength");
        }

        return name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_' || (letter > 127 && !char.IsUpper(letter)))
            ? name
            : throw new SlackProblem("invalid_name_specials");
    }

    private Note ReadNote(SlackCall call, string name)
    {
        string text = call.Text(name) ?? throw new SlackProblem("invalid_arguments") { Messages = [$"[ERROR] missing required field: {name}"] };
        call.CheckInput();
        return text.Length <= MaxNote ? new(text, call.User.Id, workspace.Clock.Now.ToUnixTimeSeconds()) : throw new SlackProblem("too_long");
    }

    private static string Word(Conversation conversation) => conversation.Kind == ConversationKind.PublicChannel ? "channel" : "group";

    private void Tell(SlackCall call, string type, Conversation conversation, Conversation? where) => events.Publish(
        type,
        where,
        writer =>
        {
            writer.WriteString("type"u8, type);
            writer.WriteStartObject("channel"u8);
            writer.WriteString("id"u8, conversation.Id);
            writer.WriteString("name"u8, conversation.Name);
            writer.WriteNumber("created"u8, conversation.CreatedAt.ToUnixTimeSeconds());
            writer.WriteString("creator"u8, conversation.Creator);
            writer.WriteEndObject();
        },
        call.Answered);

    private void TellId(SlackCall call, string type, Conversation conversation) => events.Publish(
        type,
        conversation,
        writer =>
        {
            writer.WriteString("type"u8, type);
            writer.WriteString("channel"u8, conversation.Id);
            writer.WriteString("user"u8, call.User.Id);
        },
        call.Answered);
}
