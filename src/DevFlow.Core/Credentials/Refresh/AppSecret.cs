namespace DevFlow.Core.Credentials;

/// <summary>The token with which the app of a stored key speaks for itself.</summary>
internal sealed class AppSecret(string name, SecretKeeper keeper) : ISecretSource
{
    public CurrentSecret? Held => keeper.PeekOfApp(name);

    public ValueTask<CurrentSecret> GetAsync(CancellationToken cancellationToken) => new(keeper.GetOfApp(name, refused: null));

    public Task<CurrentSecret> GetNextAsync(CurrentSecret refused, CancellationToken cancellationToken) => Task.FromResult(keeper.GetOfApp(name, refused));
}
