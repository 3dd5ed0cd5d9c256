using System.Text.Json;

namespace DevFlow.Sandbox.Slack;

/// <summary>How an app answered an interaction.</summary>
/// <param name="Failure">What a person would see go wrong, in Slack's words; null where the app acknowledged in time.</param>
/// <param name="Status">The status over HTTP; null in Socket Mode and where no answer came.</param>
/// <param name="Body">The answer's JSON, or its text as a JSON string; undefined where it was empty.</param>
internal sealed record InteractionReply(string? Failure, int? Status, JsonElement Body);
