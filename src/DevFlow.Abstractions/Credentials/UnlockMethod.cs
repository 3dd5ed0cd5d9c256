namespace DevFlow;

/// <summary>One way to open the credential store. A store has one or several; each opens it alone.</summary>
public sealed record UnlockMethod
{
    /// <summary>Names the method within the store; 16 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Where the key comes from.</summary>
    public required UnlockMethodKind Kind { get; init; }

    /// <summary>What guards the key.</summary>
    public required UnlockProtection Protection { get; init; }

    /// <summary>The place, program or cost; never a secret.</summary>
    public required string Detail { get; init; }

    /// <summary>When the method was added (UTC).</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>What it answered when this session last asked it; null where it was not asked.</summary>
    public string? Answer { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Id}";
}
