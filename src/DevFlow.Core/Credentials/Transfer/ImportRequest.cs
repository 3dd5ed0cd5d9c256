namespace DevFlow.Core.Credentials;

/// <summary>What a user says about what is to be imported; each source takes what concerns it.</summary>
internal sealed record ImportRequest
{
    /// <summary>Only credentials of this platform; where the source does not tell the platform, what it is.</summary>
    public string? Platform { get; init; }

    /// <summary>Only credentials of this host; where the source does not tell the host, what it is.</summary>
    public string? HostName { get; init; }

    /// <summary>The account, where a source has several or does not tell it.</summary>
    public string? Account { get; init; }

    /// <summary>The file, for sources that are one.</summary>
    public string? Path { get; init; }

    /// <summary>Takes what may be meant for others too.</summary>
    public bool Force { get; init; }

    public bool Fits(string platform) => Platform is null || string.Equals(Platform, platform, StringComparison.OrdinalIgnoreCase);
}
