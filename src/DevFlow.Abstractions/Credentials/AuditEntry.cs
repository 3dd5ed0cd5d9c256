namespace DevFlow;

/// <summary>One entry of the credential store's audit log.</summary>
public sealed record AuditEntry
{
    /// <summary>1 for the first entry of the store, then one more for each.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was written (UTC).</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What was done.</summary>
    public required AuditOperation Operation { get; init; }

    /// <summary>The credential's name; null where none is meant, or where the credential is no longer there: the log holds no names.</summary>
    public string? Name { get; init; }

    /// <summary>The id that stands for the name in this store; null where no credential is meant.</summary>
    public string? CredentialId { get; init; }

    /// <summary>The version of the credential; null where no credential is meant.</summary>
    public long? Version { get; init; }

    /// <summary>Null where it succeeded, else why it did not.</summary>
    public ErrorReason? Error { get; init; }

    /// <summary>Who did it.</summary>
    public required AuditActor Actor { get; init; }

    /// <summary>The cmdlet that did it; null where the engine did it by itself.</summary>
    public string? Command { get; init; }

    /// <summary>The script and line the cmdlet stands in; null at the prompt.</summary>
    public string? Script { get; init; }

    /// <summary>What exactly, such as the method that opened the store or where a credential came from; null where the operation says it all.</summary>
    public string? Detail { get; init; }

    /// <summary>The reason the user gave.</summary>
    public string? Why { get; init; }

    /// <summary>Where the secret was sent.</summary>
    public Uri? Target { get; init; }

    /// <summary>Equal for equal secrets of this store, and says nothing else about them; null where no secret was written.</summary>
    public string? Fingerprint { get; init; }
}
