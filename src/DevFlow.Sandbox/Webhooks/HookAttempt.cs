namespace DevFlow.Sandbox.Webhooks;

/// <summary>One try to deliver a message.</summary>
/// <param name="Message">What is told.</param>
/// <param name="SentAt">When; the time signatures are made with.</param>
/// <param name="Retry">0 for the first try, then the number of the retry.</param>
/// <param name="Reason">Why the try before failed.</param>
/// <param name="IsRedelivery">True where somebody asked for it again.</param>
internal sealed record HookAttempt(
    WebhookMessage Message, DateTimeOffset SentAt, int Retry = 0, DeliveryFailure Reason = DeliveryFailure.None, bool IsRedelivery = false);
