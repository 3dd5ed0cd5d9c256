using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Scenario;

namespace DevFlow.Sandbox.Slack;

/// <summary>Makes the workspace of a scenario; its members are named as in Slack's own objects.</summary>
internal static class SlackScenario
{
    /// <exception cref="DevFlowException">The scenario makes no sense; the message names the place.</exception>
    public static Workspace Read(ScenarioNode root, SandboxContext context, SlackIds ids)
    {
        ScenarioNode? team = root.Inner("team");
        Workspace workspace = new(
            team?.OptionalText("id") ?? ids.New("T"),
            team?.OptionalText("name") ?? "Sandbox",
            team?.OptionalText("domain") ?? "sandbox",
            context.Origin,
            context.Clock,
            ids);
        foreach (ScenarioNode user in root.List("users"))
        {
            workspace.Users.Add(ReadUser(user, ids, context.Clock.Now));
        }

        return workspace;
    }

    /// <summary>Reads an app; its link is opened by the platform.</summary>
    public static SlackApp ReadApp(ScenarioNode node, Workspace workspace)
    {
        SlackIds ids = workspace.Ids;
        string name = node.Text("name");
        bool isPublic = node.Flag("pkce_enabled");
        OAuthClient client = new(
            node.OptionalText("client_id") ?? $"{ids.Digits(13)}.{ids.Digits(13)}",
            name,
            SlackPolicies.Create(workspace.Clock, node.Flag("token_rotation_enabled"), isPublic))
        {
            RedirectUris = node.Texts("redirect_urls"),
        };
        SlackUser bot = new(node.OptionalText("bot_user_id") ?? ids.New("U"), name.ToLowerInvariant().Replace(' ', '-'))
        {
            RealName = name,
            UpdatedAt = workspace.Clock.Now,
        };
        string secret = node.OptionalText("client_secret") ?? ids.Hex(32);
        SlackApp app = new(node.OptionalText("id") ?? ids.New("A"), name)
        {
            BotId = node.OptionalText("bot_id") ?? ids.New("B"),
            BotUser = bot,
            Client = isPublic ? client : client with { Secret = secret },
            ClientSecret = isPublic ? null : secret,
            SigningSecret = node.OptionalText("signing_secret") ?? ids.Hex(32),
            VerificationToken = ids.Secret(24),
            BotScopes = node.Texts("bot_scopes"),
            UserScopes = node.Texts("user_scopes"),
            Events = node.Texts("events"),
            HasSlowHistory = node.OptionalWord("distribution", "internal", "marketplace", "commercial") == "commercial",
        };
        bot.BotOf = app;
        return app;
    }

    /// <summary>Adds the channels once apps and users are there.</summary>
    public static void AddChannels(ScenarioNode root, Workspace workspace)
    {
        foreach (ScenarioNode node in root.List("channels"))
        {
            workspace.Conversations.Add(ReadChannel(node, workspace));
        }
    }

    private static Conversation ReadChannel(ScenarioNode node, Workspace workspace)
    {
        string name = node.Text("name");
        IReadOnlyList<string> members = node.Texts("members");
        string creator = members.Count > 0 ? members[0] : workspace.Users[0].Id;
        Conversation channel = new(
            node.OptionalText("id") ?? workspace.Ids.New("C"),
            name,
            node.Flag("is_private") ? ConversationKind.PrivateChannel : ConversationKind.PublicChannel,
            creator,
            workspace.Clock.Now)
        {
            IsGeneral = node.Flag("is_general"),
            IsArchived = node.Flag("is_archived"),
            Topic = ReadNote(node, "topic", creator, workspace),
            Purpose = ReadNote(node, "purpose", creator, workspace),
        };
        channel.Members.AddRange(members);
        if (members.FirstOrDefault(id => workspace.FindUser(id) is null) is { } unknown)
        {
            throw node.Refuse("members", $"{unknown} is no user");
        }

        foreach (ScenarioNode message in node.List("messages"))
        {
            AddMessage(channel, message, workspace);
        }

        return channel;
    }

    // "thread": true makes it a reply to the newest message that is none.
    private static void AddMessage(Conversation channel, ScenarioNode node, Workspace workspace)
    {
        string user = node.OptionalText("user") ?? channel.Creator;
        channel.Add(new(workspace.Ids.NextTimestamp(), user)
        {
            App = workspace.FindUser(user)?.BotOf,
            Text = node.OptionalText("text") ?? "",
            ThreadTimestamp = node.Flag("thread") ? channel.Messages.FindLast(static message => !message.IsReply)?.Timestamp : null,
        });
    }

    private static SlackUser ReadUser(ScenarioNode node, SlackIds ids, DateTimeOffset now)
    {
        string name = node.Text("name");
        SlackUser user = new(node.OptionalText("id") ?? ids.New("U"), name)
        {
            RealName = node.OptionalText("real_name") ?? name,
            DisplayName = node.OptionalText("display_name") ?? "",
            Email = node.OptionalText("email"),
            Title = node.OptionalText("title") ?? "",
            IsAdmin = node.Flag("is_admin"),
            IsDeleted = node.Flag("deleted"),
            IsAway = node.Flag("is_away"),
            UpdatedAt = now,
        };
        return user;
    }

    private static Note ReadNote(ScenarioNode node, string name, string creator, Workspace workspace) =>
        node.OptionalText(name) is { Length: > 0 } text ? new(text, creator, workspace.Clock.Now.ToUnixTimeSeconds()) : Note.None;
}
