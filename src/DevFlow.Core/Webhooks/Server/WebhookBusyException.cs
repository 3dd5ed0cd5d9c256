namespace DevFlow.Core.Webhooks;

/// <summary>A body was given up because the listener already holds too many; answered with 503.</summary>
internal sealed class WebhookBusyException() : Exception("Too many large bodies are being received at once.");
