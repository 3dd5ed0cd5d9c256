namespace DevFlow;

/// <summary>A file that holds copies of credentials under a passphrase of its own.</summary>
public sealed record CredentialBackup
{
    /// <summary>Where the file is.</summary>
    public required string Path { get; init; }

    /// <summary>When it was written (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The names of the credentials in it.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Those of them that have to be logged in again once they are restored: a refresh token is not backed up.</summary>
    public IReadOnlyList<string> NeedReauthentication { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Path;
}
