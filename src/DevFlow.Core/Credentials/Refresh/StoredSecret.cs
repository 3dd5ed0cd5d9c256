namespace DevFlow.Core.Credentials;

/// <summary>The secret of a stored credential, kept current by the session's keeper.</summary>
internal sealed class StoredSecret(string name, SecretKeeper keeper) : ISecretSource
{
    public CurrentSecret? Held => keeper.Peek(name);

    public ValueTask<CurrentSecret> GetAsync(CancellationToken cancellationToken) => keeper.GetAsync(name, cancellationToken);

    public Task<CurrentSecret> GetNextAsync(CurrentSecret refused, CancellationToken cancellationToken) => keeper.GetNextAsync(name, refused, cancellationToken);
}
