namespace DevFlow.Sandbox.Slack;

/// <summary>Something a person did that an app has to answer within three seconds.</summary>
/// <param name="Type">The kind of envelope it has in Socket Mode: <c>interactive</c> or <c>slash_commands</c>.</param>
/// <param name="Payload">The JSON object.</param>
/// <param name="Form">The same as the form that HTTP carries.</param>
internal sealed record Interaction(string Type, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Form)
{
    /// <summary>The slash command, whose address is its own.</summary>
    public string? Command { get; init; }
}
