namespace DevFlow.Sandbox.Slack;

/// <summary>A channel or a direct message. Guarded by the workspace's gate.</summary>
internal sealed class Conversation(string id, string name, ConversationKind kind, string creator, DateTimeOffset createdAt)
{
    /// <summary>More messages push out the oldest.</summary>
    private const int MaxMessages = 10_000;

    private readonly Dictionary<string, Message> _byTimestamp = new(StringComparer.Ordinal);

    public string Id { get; } = id;

    public string Name { get; private set; } = name;

    public ConversationKind Kind { get; } = kind;

    public string Creator { get; } = creator;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public bool IsGeneral { get; init; }

    public bool IsArchived { get; set; }

    public List<string> PreviousNames { get; } = [];

    public Note Topic { get; set; } = Note.None;

    public Note Purpose { get; set; } = Note.None;

    /// <summary>User ids in the order they came.</summary>
    public List<string> Members { get; } = [];

    /// <summary>How far each user has read, by user id.</summary>
    public Dictionary<string, string> Marks { get; } = new(StringComparer.Ordinal);

    /// <summary>All messages, those of threads too, oldest first.</summary>
    public List<Message> Messages { get; } = [];

    public bool IsChannel => Kind is ConversationKind.PublicChannel or ConversationKind.PrivateChannel;

    /// <summary>The word for the kind in scopes and events: <c>channels</c>, <c>groups</c>, <c>im</c>, <c>mpim</c>.</summary>
    public string ScopeWord => Kind switch
    {
        ConversationKind.PublicChannel => "channels",
        ConversationKind.PrivateChannel => "groups",
        ConversationKind.DirectMessage => "im",
        _ => "mpim",
    };

    public bool HasMember(SlackUser? user) => user is not null && Members.Contains(user.Id);

    public void Rename(string name)
    {
        PreviousNames.Insert(0, Name);
        Name = name;
    }

    public Message? Find(string? timestamp) => timestamp is null ? null : _byTimestamp.GetValueOrDefault(timestamp);

    public void Add(Message message)
    {
        Messages.Add(message);
        _byTimestamp.Add(message.Timestamp, message);
        if (message.ThreadTimestamp is { } thread && thread != message.Timestamp && Find(thread) is { } parent)
        {
            parent.ThreadTimestamp = parent.Timestamp;
            message.ParentUser = parent.User;
            parent.Replies.Add(message);
        }

        if (Messages.Count > MaxMessages)
        {
            Remove(Messages[0]);
        }
    }

    public void Remove(Message message)
    {
        Messages.Remove(message);
        _byTimestamp.Remove(message.Timestamp);
        if (Find(message.ThreadTimestamp) is { } parent)
        {
            parent.Replies.Remove(message);
        }
    }
}
