namespace DevFlow;

/// <summary>A delivery to be signed and sent.</summary>
public sealed record WebhookSample
{
    /// <summary>The event as the platform's header names it, such as <c>issues</c>; empty where the body alone says it.</summary>
    public string Event { get; init; } = "";

    /// <summary>What repeated deliveries have in common; unique otherwise.</summary>
    public string Id { get; init; } = "";

    /// <summary>The media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
