using DevFlow.Core.Credentials;

namespace DevFlow.Core.Connections;

/// <summary>What the HTTP chain must know about the connection it works for.</summary>
/// <param name="Name">The connection's name; keys its limits.</param>
/// <param name="Platform">The platform's id.</param>
/// <param name="Plugin">The platform.</param>
/// <param name="ApiUri">The API's address; its origin is the only one that gets the credential.</param>
/// <param name="Secrets">Where the secret of each request comes from.</param>
internal sealed record ConnectionScope(string Name, string Platform, IPlatformPlugin Plugin, Uri ApiUri, ISecretSource Secrets);
