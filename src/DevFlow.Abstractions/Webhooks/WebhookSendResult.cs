namespace DevFlow;

/// <summary>What a listener answered to a delivery that was sent to it as a trial.</summary>
public sealed record WebhookSendResult
{
    /// <summary>Where it was sent.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The id it was sent with.</summary>
    public required string Id { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>True for 2xx, which platforms take for delivered.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The body of the answer; empty as a rule.</summary>
    public string Answer { get; init; } = "";

    /// <summary>From sending to the end of the answer.</summary>
    public required TimeSpan Duration { get; init; }
}
