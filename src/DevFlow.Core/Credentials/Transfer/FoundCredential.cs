namespace DevFlow.Core.Credentials;

/// <summary>A credential outside of the store: what an import would store.</summary>
/// <param name="Draft">What is known about it.</param>
/// <param name="Secret">In the form in which a credential of its kind is stored.</param>
/// <param name="Source">Where it was found, in words for a person.</param>
internal sealed record FoundCredential(Credential Draft, SecretBuffer Secret, string Source) : IDisposable
{
    /// <summary>What its owner should know before or after it is taken over; null where there is nothing.</summary>
    public string? Warning { get; init; }

    public void Dispose() => Secret.Dispose();
}
