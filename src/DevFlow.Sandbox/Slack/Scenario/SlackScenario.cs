using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Makes the workspace of a scenario; its members are named as in Slack's own objects.</summary>
internal static class SlackScenario
{
    public static Workspace Create(SandboxContext context, SlackIds ids)
    {
        JsonElement scenario = context.Scenario;
        Fields team = Fields.Of(Member(scenario, "team"));
        Workspace workspace = new(
            team.Text("id") ?? ids.New("T"), team.Text("name") ?? "Sandbox", team.Text("domain") ?? "sandbox", context.Origin, context.Clock, ids);
        foreach (JsonElement user in Items(scenario, "users"))
        {
            workspace.Users.Add(ReadUser(Fields.Of(user), ids, context.Clock.Now));
        }

        return workspace;
    }

    /// <summary>Reads an app; its link is opened by the platform.</summary>
    public static SlackApp ReadApp(JsonElement element, Workspace workspace)
    {
        Fields fields = Fields.Of(element);
        SlackIds ids = workspace.Ids;
        string name = Need(fields, "name");
        bool isPublic = fields.Flag("pkce_enabled") ?? false;
        OAuthClient client = new(
            fields.Text("client_id") ?? $"{ids.Digits(13)}.{ids.Digits(13)}",
            name,
            SlackPolicies.Create(workspace.Clock, fields.Flag("token_rotation_enabled") ?? false, isPublic))
        {
            RedirectUris = fields.Texts("redirect_urls") ?? [],
        };
        SlackUser bot = new(fields.Text("bot_user_id") ?? ids.New("U"), name.ToLowerInvariant().Replace(' ', '-'))
        {
            RealName = name,
            UpdatedAt = workspace.Clock.Now,
        };
        string secret = fields.Text("client_secret") ?? ids.Hex(32);
        SlackApp app = new(fields.Text("id") ?? ids.New("A"), name)
        {
            BotId = fields.Text("bot_id") ?? ids.New("B"),
            BotUser = bot,
            Client = isPublic ? client : client with { Secret = secret },
            ClientSecret = isPublic ? null : secret,
            SigningSecret = fields.Text("signing_secret") ?? ids.Hex(32),
            VerificationToken = ids.Secret(24),
            BotScopes = fields.Texts("bot_scopes") ?? [],
            UserScopes = fields.Texts("user_scopes") ?? [],
            Events = fields.Texts("events") ?? [],
            HasSlowHistory = fields.OneOf("distribution", "internal", "marketplace", "commercial") == "commercial",
        };
        Check(fields, name);
        bot.BotOf = app;
        return app;
    }

    /// <summary>Adds the channels once apps and users are there.</summary>
    public static void AddChannels(JsonElement scenario, Workspace workspace)
    {
        foreach (JsonElement element in Items(scenario, "channels"))
        {
            workspace.Conversations.Add(ReadChannel(element, workspace));
        }
    }

    public static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    private static Conversation ReadChannel(JsonElement element, Workspace workspace)
    {
        Fields fields = Fields.Of(element);
        string name = Need(fields, "name");
        IReadOnlyList<string> members = fields.Texts("members") ?? [];
        string creator = members.Count > 0 ? members[0] : workspace.Users[0].Id;
        Conversation channel = new(
            fields.Text("id") ?? workspace.Ids.New("C"),
            name,
            fields.Flag("is_private") == true ? ConversationKind.PrivateChannel : ConversationKind.PublicChannel,
            creator,
            workspace.Clock.Now)
        {
            IsGeneral = fields.Flag("is_general") ?? false,
            IsArchived = fields.Flag("is_archived") ?? false,
            Topic = ReadNote(fields, "topic", creator, workspace),
            Purpose = ReadNote(fields, "purpose", creator, workspace),
        };
        channel.Members.AddRange(members);
        if (members.FirstOrDefault(id => workspace.FindUser(id) is null) is { } unknown)
        {
            throw Refuse($"{name} has the member {unknown}, who is no user");
        }

        foreach (JsonElement message in Items(element, "messages"))
        {
            AddMessage(channel, Fields.Of(message), workspace);
        }

        Check(fields, name);
        return channel;
    }

    // "thread": true makes it a reply to the newest message that is none.
    private static void AddMessage(Conversation channel, Fields fields, Workspace workspace)
    {
        string user = fields.Text("user") ?? channel.Creator;
        channel.Add(new(workspace.Ids.NextTimestamp(), user)
        {
            App = workspace.FindUser(user)?.BotOf,
            Text = fields.Text("text") ?? "",
            ThreadTimestamp = fields.Flag("thread") == true ? channel.Messages.FindLast(static message => !message.IsReply)?.Timestamp : null,
        });
    }

    private static SlackUser ReadUser(Fields fields, SlackIds ids, DateTimeOffset now)
    {
        string name = Need(fields, "name");
        SlackUser user = new(fields.Text("id") ?? ids.New("U"), name)
        {
            RealName = fields.Text("real_name") ?? name,
            DisplayName = fields.Text("display_name") ?? "",
            Email = fields.Text("email"),
            Title = fields.Text("title") ?? "",
            IsAdmin = fields.Flag("is_admin") ?? false,
            IsDeleted = fields.Flag("deleted") ?? false,
            IsAway = fields.Flag("is_away") ?? false,
            UpdatedAt = now,
        };
        Check(fields, name);
        return user;
    }

    private static Note ReadNote(Fields fields, string name, string creator, Workspace workspace) =>
        fields.Text(name) is { Length: > 0 } text ? new(text, creator, workspace.Clock.Now.ToUnixTimeSeconds()) : Note.None;

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement member) ? member : default;

    private static string Need(Fields fields, string name) =>
        fields.Text(name) is { Length: > 0 } text ? text : throw Refuse($"something has no {name}");

    private static void Check(Fields fields, string what)
    {
        if (fields.Problems.Count > 0)
        {
            throw Refuse($"{fields.Problems[0].Field} of {what} has to be a {fields.Problems[0].Expected}");
        }
    }

    private static DevFlowException Refuse(string why) => new(
        ErrorReason.InvalidArgument, $"The scenario's Slack workspace makes no sense: {why}.", "Correct the scenario; about_DevFlow_Sandbox shows one.");
}
