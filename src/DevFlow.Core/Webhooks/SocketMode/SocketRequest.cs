namespace DevFlow.Core.Webhooks;

/// <summary>A listener that opens sockets itself, as a user asks for it.</summary>
/// <param name="Name">The listener's name; the platform's id by default.</param>
/// <param name="Platform">Whose deliveries.</param>
/// <param name="CredentialName">The stored token that may open sockets.</param>
/// <param name="Sockets">How many are kept open.</param>
internal sealed record SocketRequest(string? Name, string Platform, string CredentialName, int Sockets);
