namespace DevFlow.Sandbox.Slack;

/// <summary>A file, from the moment its upload was asked for. Guarded by the workspace's gate.</summary>
internal sealed class SlackFile(string id, string name, string owner, DateTimeOffset createdAt)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public string Owner { get; } = owner;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public string Title { get; set; } = name;

    /// <summary>What was announced; the upload must have it.</summary>
    public int Length { get; init; }

    /// <summary>The secret in the address of its upload.</summary>
    public required string Ticket { get; init; }

    /// <summary>The content; null until it is uploaded.</summary>
    public byte[]? Content { get; set; }

    /// <summary>True once the upload was completed: before, nobody sees it.</summary>
    public bool IsComplete { get; set; }

    public List<Conversation> SharedIn { get; } = [];

    public List<Reaction> Reactions { get; } = [];
}
