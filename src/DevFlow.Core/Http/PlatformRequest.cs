namespace DevFlow.Core.Http;

/// <summary>A request a user composed.</summary>
internal sealed record PlatformRequest
{
    public required HttpMethod Method { get; init; }

    /// <summary>Relative to the API's address, or absolute below the same origin.</summary>
    public required string Path { get; init; }

    /// <summary>The body as JSON; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>True to follow the pages of a list until the end.</summary>
    public bool AllPages { get; init; }

    /// <summary>True to leave the items of a list in the pages they come in.</summary>
    public bool KeepsPages { get; init; }
}
