namespace DevFlow.Core.Webhooks;

/// <summary>What became of a verified delivery.</summary>
/// <param name="Outcome">In a word.</param>
/// <param name="Event">The event it was read as; null where none was.</param>
/// <param name="Reply">What a test of the address is answered with; null for a delivery.</param>
/// <param name="Reason">Why it was not taken; null where it was.</param>
internal readonly record struct InboxAnswer(WebhookOutcome Outcome, Event? Event = null, string? Reply = null, string? Reason = null);
