namespace DevFlow.Sandbox.Webhooks;

/// <summary>A delivery that has ended, with everything the platforms' delivery APIs show.</summary>
/// <param name="Id">Unique in the sandbox; a retry or redelivery has its own.</param>
/// <param name="Attempt">What was tried; <c>Attempt.Message.Body</c> is the request's body.</param>
/// <param name="Address">Where to.</param>
/// <param name="Duration">Until the answer was read or the attempt given up.</param>
/// <param name="Failure">Why it counts as failed.</param>
internal sealed record LoggedDelivery(long Id, HookAttempt Attempt, Uri Address, TimeSpan Duration, DeliveryFailure Failure)
{
    /// <summary>The status of the answer; null where there was none.</summary>
    public int? StatusCode { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> RequestHeaders { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; init; } = [];

    /// <summary>The beginning of the answer's body.</summary>
    public ReadOnlyMemory<byte> ResponseBody { get; init; }

    public bool Succeeded => Failure == DeliveryFailure.None;

    public WebhookMessage Message => Attempt.Message;

    public string? ResponseHeader(string name)
    {
        foreach ((string key, string value) in ResponseHeaders)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
