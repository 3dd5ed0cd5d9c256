namespace DevFlow;

/// <summary>Where a login belongs, as the platform told.</summary>
/// <param name="BaseUri">The address to connect to.</param>
/// <param name="Attributes">What renewing the secret takes, with what was found.</param>
public sealed record LoginPlace(Uri BaseUri, IReadOnlyDictionary<string, string> Attributes);
