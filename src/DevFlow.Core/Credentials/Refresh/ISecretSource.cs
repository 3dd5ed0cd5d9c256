namespace DevFlow.Core.Credentials;

/// <summary>Where a connection gets the secret it sends.</summary>
internal interface ISecretSource
{
    /// <summary>The secret that was sent last; null where none was.</summary>
    CurrentSecret? Held { get; }

    /// <summary>The secret to send now, renewed first where it is about to end.</summary>
    ValueTask<CurrentSecret> GetAsync(CancellationToken cancellationToken);

    /// <summary>The secret to send after the platform refused one; the same one where there is no other.</summary>
    Task<CurrentSecret> GetNextAsync(CurrentSecret refused, CancellationToken cancellationToken);
}
