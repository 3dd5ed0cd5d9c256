namespace DevFlow.Core.Credentials;

/// <summary>A secret that a user just gave: there is no other.</summary>
internal sealed class GivenSecret(CurrentSecret secret) : ISecretSource
{
    public CurrentSecret? Held => secret;

    public ValueTask<CurrentSecret> GetAsync(CancellationToken cancellationToken) => new(secret);

    public Task<CurrentSecret> GetNextAsync(CurrentSecret refused, CancellationToken cancellationToken) => Task.FromResult(secret);
}
