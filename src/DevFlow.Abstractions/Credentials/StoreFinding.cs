namespace DevFlow;

/// <summary>Something the verification of the credential store found.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Path">The file.</param>
/// <param name="Message">What was found, as a full sentence.</param>
/// <param name="Sequence">The entry of the audit log, where one is meant.</param>
public sealed record StoreFinding(StoreFindingKind Kind, string Path, string Message, long? Sequence = null)
{
    /// <summary>False for what a crash leaves behind, which endangers nothing.</summary>
    public bool IsFault => Kind is not (StoreFindingKind.Unrecorded or StoreFindingKind.LeftOver);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Message}";
}
