namespace DevFlow.Core.Webhooks;

/// <summary>A webhook as a user asks for it.</summary>
/// <param name="Target">What it shall watch; empty where nothing was given.</param>
/// <param name="Uri">Where it shall send to.</param>
/// <param name="Events">The platform's names of the events; empty for its usual ones.</param>
/// <param name="Filter">A condition in the platform's words.</param>
/// <param name="CredentialName">What its secret is stored as.</param>
internal sealed record HookRequest(string Target, Uri Uri, IReadOnlyList<string> Events, string? Filter, string? CredentialName);
