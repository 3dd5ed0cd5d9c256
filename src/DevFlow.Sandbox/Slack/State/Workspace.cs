using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Slack;

/// <summary>Everything there is in one workspace. All of it is guarded by <see cref="Gate"/>.</summary>
internal sealed class Workspace(string id, string name, string domain, string origin, SandboxClock clock, SlackIds ids)
{
    /// <summary>Channels, files or views beyond this are refused or push out the oldest.</summary>
    public const int MaxObjects = 10_000;

    public string Id { get; } = id;

    public string Name { get; } = name;

    public string Domain { get; } = domain;

    /// <summary>The sandbox's address, for links.</summary>
    public string Origin { get; } = origin;

    public SandboxClock Clock { get; } = clock;

    public SlackIds Ids { get; } = ids;

    /// <summary>Held by whoever reads or changes anything in the workspace.</summary>
    public Lock Gate { get; } = new();

    public List<SlackUser> Users { get; } = [];

    public List<SlackApp> Apps { get; } = [];

    public List<Conversation> Conversations { get; } = [];

    public List<SlackFile> Files { get; } = [];

    public List<SlackView> Views { get; } = [];

    public List<ScheduledMessage> Scheduled { get; } = [];

    public SlackUser? FindUser(string? userId) => Users.Find(user => user.Id == userId);

    public Conversation? FindConversation(string? id) => Conversations.Find(conversation => conversation.Id == id);

    public Conversation? FindChannel(string name) =>
        Conversations.Find(conversation => conversation.IsChannel && conversation.Name == name);

    public SlackFile? FindFile(string? id) => Files.Find(file => file.Id == id);

    /// <summary>The direct message of exactly these people; made where there is none.</summary>
    public Conversation Open(IReadOnlyCollection<string> members, out bool existed)
    {
        Conversation? found = Conversations.Find(conversation =>
            !conversation.IsChannel && conversation.Members.Count == members.Count && conversation.Members.TrueForAll(members.Contains));
        existed = found is not null;
        if (found is not null)
        {
            return found;
        }

        bool isDirect = members.Count <= 2;
        Conversation opened = new(
            Ids.New(isDirect ? "D" : "C"),
            isDirect ? "" : "mpdm-" + string.Join("--", members.Select(member => FindUser(member)!.Name)) + "-1",
            isDirect ? ConversationKind.DirectMessage : ConversationKind.GroupMessage,
            members.First(),
            Clock.Now);
        opened.Members.AddRange(members);
        Conversations.Add(opened);
        return opened;
    }
}
