using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>People: <c>users.*</c> and <c>bots.info</c>.</summary>
internal sealed class UserRoutes(Workspace workspace)
{
    private static readonly string[] Read = ["users:read"];

    public IEnumerable<SlackRoute> Routes =>
    [
        new("users.list", "GET", SlackTier.Two, List) { Scopes = Read },
        new("users.info", "GET", SlackTier.Four, Get) { Scopes = Read },
        new("users.lookupByEmail", "GET", SlackTier.Three, Find) { Scopes = ["users:read.email"] },
        new("users.conversations", "GET", SlackTier.Three, ListConversations) { Scopes = ConversationScopes.Read },
        new("users.getPresence", "GET", SlackTier.Three, GetPresence) { Scopes = Read },
        new("bots.info", "GET", SlackTier.Three, GetBot) { Scopes = Read },
    ];

    private Answer List(SlackCall call) => call.Page(
        "members"u8,
        workspace.Users,
        (writer, user) => Write(writer, call, user),
        more: writer => writer.WriteNumber("cache_ts"u8, workspace.Clock.Now.ToUnixTimeSeconds()));

    private Answer Get(SlackCall call)
    {
        SlackUser user = call.FindUser("user");
        call.Flag("include_locale");
        call.CheckInput();
        return Show(call, user);
    }

    private Answer Find(SlackCall call)
    {
        string email = call.Required("email");
        SlackUser? found = workspace.Users.Find(user => email.Equals(user.Email, StringComparison.OrdinalIgnoreCase) && !user.IsDeleted);
        return found is null ? throw new SlackProblem("users_not_found") : Show(call, found);
    }

    private Answer ListConversations(SlackCall call)
    {
        SlackUser user = call.Text("user") is null ? call.User : call.FindUser("user");
        List<Conversation> found = [.. ConversationRoutes.Select(call, workspace.Conversations.Where(conversation => conversation.HasMember(user) && call.MaySee(conversation)))];
        return call.Page("channels"u8, found, (writer, conversation) => ConversationJson.Write(writer, conversation, workspace, user));
    }

    private static Answer GetPresence(SlackCall call)
    {
        SlackUser user = call.Text("user") is null ? call.User : call.FindUser("user");
        return call.Ok(writer =>
        {
            writer.WriteString("presence"u8, user.IsAway ? "away" : "active");
            if (user == call.User)
            {
                writer.WriteBoolean("online"u8, !user.IsAway);
                writer.WriteBoolean("auto_away"u8, false);
                writer.WriteBoolean("manual_away"u8, user.IsAway);
                writer.WriteNumber("connection_count"u8, 1);
            }
        });
    }

    private Answer GetBot(SlackCall call)
    {
        string id = call.Text("bot") ?? call.App.BotId;
        SlackApp app = workspace.Apps.Find(candidate => candidate.BotId == id) ?? throw new SlackProblem("bot_not_found");
        return call.Ok(writer =>
        {
            writer.WriteStartObject("bot"u8);
            writer.WriteString("id"u8, app.BotId);
            writer.WriteBoolean("deleted"u8, false);
            writer.WriteString("name"u8, app.Name);
            writer.WriteNumber("updated"u8, app.BotUser.UpdatedAt.ToUnixTimeSeconds());
            writer.WriteString("app_id"u8, app.Id);
            writer.WriteString("user_id"u8, app.BotUser.Id);
            writer.WriteStartObject("icons"u8);
            writer.WriteIcons(workspace, app.BotId, 36, 48, 72);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    private Answer Show(SlackCall call, SlackUser user) => call.Ok(writer =>
    {
        writer.WritePropertyName("user"u8);
        Write(writer, call, user);
    });

    private void Write(Utf8JsonWriter writer, SlackCall call, SlackUser user) =>
        UserJson.Write(writer, user, workspace, call.HasScope("users:read.email"));
}
