namespace DevFlow.Core.Credentials;

/// <summary>A slot that was opened.</summary>
/// <param name="Key">The key of its holder.</param>
/// <param name="RootKey">What was sealed under it.</param>
internal sealed record OpenedSlot(SecretBuffer Key, SecretBuffer RootKey) : IDisposable
{
    public void Dispose()
    {
        Key.Dispose();
        RootKey.Dispose();
    }
}
