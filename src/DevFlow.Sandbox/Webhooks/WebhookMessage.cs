namespace DevFlow.Sandbox.Webhooks;

/// <summary>Something a hook is told; the body is written once, when it happens.</summary>
/// <param name="Id">The same over retries and redeliveries: what a receiver recognises a duplicate by.</param>
/// <param name="Event">The platform's name of the event.</param>
/// <param name="Body">The bytes that are sent and signed.</param>
internal sealed record WebhookMessage(string Id, string Event, ReadOnlyMemory<byte> Body)
{
    public string ContentType { get; init; } = "application/json";

    /// <summary>What happened to the object, where the platform's log shows it.</summary>
    public string? Action { get; init; }

    /// <summary>Ends when the request that caused it has its answer; no delivery overtakes it.</summary>
    public Task Answered { get; init; } = Task.CompletedTask;

    /// <summary>What the platform needs to write the headers.</summary>
    public object? Subject { get; init; }
}
