namespace DevFlow.Core.Credentials;

/// <summary>What the caller adds to an entry of the audit log; who, when and which process the log finds out itself.</summary>
/// <param name="Operation">
/// What is done; null for what the method says by itself: saving creates or updates, opening reveals, removing removes.
/// </param>
/// <param name="Why">The reason the user gave.</param>
/// <param name="Target">Where a secret is sent.</param>
/// <param name="Caller">What asked for it.</param>
/// <param name="Detail">What exactly, where the operation does not say it; never a secret, and no name that the log does not hold elsewhere.</param>
internal sealed record AuditNote(AuditOperation? Operation = null, string? Why = null, Uri? Target = null, AuditCaller? Caller = null, string? Detail = null)
{
    /// <summary>Nothing to add.</summary>
    public static AuditNote None { get; } = new();
}
