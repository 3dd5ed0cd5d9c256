namespace DevFlow.Core.Credentials;

/// <summary>What asked for it inside the session.</summary>
/// <param name="Command">The cmdlet.</param>
/// <param name="Script">The script file it stands in; null at the prompt.</param>
/// <param name="Line">The line of the script.</param>
internal sealed record AuditCaller(string Command, string? Script = null, int? Line = null);
