using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Emoji under messages and files: <c>reactions.*</c>.</summary>
internal sealed class ReactionRoutes(Workspace workspace, Chat chat)
{
    private const int MaxReactions = 50;

    private static readonly string[] Read = ["reactions:read"];
    private static readonly string[] Write = ["reactions:write"];

    public IEnumerable<SlackRoute> Routes =>
    [
        new("reactions.add", "POST", SlackTier.Three, Add) { Scopes = Write },
        new("reactions.remove", "POST", SlackTier.Two, Remove) { Scopes = Write },
        new("reactions.get", "GET", SlackTier.Three, Get) { Scopes = Read },
        new("reactions.list", "GET", SlackTier.Two, List) { Scopes = Read },
    ];

    private Answer Add(SlackCall call)
    {
        string name = ReadName(call);
        (Conversation channel, Message message) = FindMessage(call);
        Reaction? reaction = message.Reactions.Find(candidate => candidate.Name == name);
        if (reaction?.Users.Contains(call.User.Id) == true)
        {
            throw new SlackProblem("already_reacted");
        }

        if (reaction is null)
        {
            if (message.Reactions.Count >= MaxReactions)
            {
                throw new SlackProblem("too_many_emoji");
            }

            reaction = new(name, []);
            message.Reactions.Add(reaction);
        }

        reaction.Users.Add(call.User.Id);
        chat.React(channel, message, call.User, name, isAdded: true, call.Answered);
        return call.Ok();
    }

    private Answer Remove(SlackCall call)
    {
        string name = ReadName(call);
        if (call.Text("file") is not null)
        {
            SlackFile file = FileRoutes.Find(call);
            return Remove(file.Reactions, name, call) ? call.Ok() : throw new SlackProblem("no_reaction");
        }

        (Conversation channel, Message message) = FindMessage(call);
        if (!Remove(message.Reactions, name, call))
        {
            throw new SlackProblem("no_reaction");
        }

        chat.React(channel, message, call.User, name, isAdded: false, call.Answered);
        return call.Ok();
    }

    private Answer Get(SlackCall call)
    {
        call.Flag("full");
        if (call.Text("file") is not null)
        {
            SlackFile file = FileRoutes.Find(call);
            call.CheckInput();
            return call.Ok(writer =>
            {
                writer.WriteString("type"u8, "file");
                writer.WritePropertyName("file"u8);
                FileJson.Write(writer, file, workspace);
            });
        }

        (Conversation channel, Message message) = FindMessage(call);
        call.CheckInput();
        return call.Ok(writer =>
        {
            writer.WriteString("type"u8, "message");
            writer.WriteString("channel"u8, channel.Id);
            writer.WritePropertyName("message"u8);
            MessageJson.Write(writer, message, workspace);
        });
    }

    private Answer List(SlackCall call)
    {
        SlackUser user = call.Text("user") is null ? call.User : call.FindUser("user");
        call.Flag("full");
        List<(Conversation Channel, Message Message)> found =
        [
            .. workspace.Conversations.Where(call.MaySee).SelectMany(
                channel => channel.Messages.Where(message => message.Reactions.Exists(reaction => reaction.Users.Contains(user.Id))),
                (channel, message) => (channel, message)),
        ];
        return call.Page("items"u8, found, (writer, item) =>
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "message");
            writer.WriteString("channel"u8, item.Channel.Id);
            writer.WritePropertyName("message"u8);
            MessageJson.Write(writer, item.Message, workspace);
            writer.WriteEndObject();
        });
    }

    private static bool Remove(List<Reaction> reactions, string name, SlackCall call)
    {
        Reaction? reaction = reactions.Find(candidate => candidate.Name == name);
        if (reaction?.Users.Remove(call.User.Id) != true)
        {
            return false;
        }

        if (reaction.Users.Count == 0)
        {
            reactions.Remove(reaction);
        }

        return true;
    }

    private static (Conversation Channel, Message Message) FindMessage(SlackCall call)
    {
        if (call.Text("channel") is null && call.Text("timestamp") is null)
        {
            throw new SlackProblem("no_item_specified");
        }

        Conversation channel = call.FindConversation();
        return (channel, call.FindMessage(channel, "timestamp"));
    }

    private static string ReadName(SlackCall call)
    {
        string name = call.Required("name", "invalid_name").Trim(':');
        return name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '+' or ':' or '\'') ? name : throw new SlackProblem("invalid_name");
    }
}
