namespace DevFlow.PowerShell.Handlers;

/// <summary>A script as a lane takes it: text without ties to the session it was written in.</summary>
/// <param name="Text">The text, its <c>$using:</c> expressions replaced by variables of private names.</param>
/// <param name="Values">The values of these variables, by name.</param>
internal sealed record HandlerScript(string Text, IReadOnlyDictionary<string, object?> Values);
