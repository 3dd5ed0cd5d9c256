namespace DevFlow;

/// <summary>How the engine finds in a platform's payloads which events belong to one story.</summary>
public sealed record CorrelationMap
{
    /// <summary>The map of a platform whose events say nothing about others.</summary>
    public static CorrelationMap None { get; } = new();

    /// <summary>The places of payloads to look at, whatever the event; a place an event has not is passed over.</summary>
    public IReadOnlyList<CorrelationRule> Rules { get; init; } = [];

    /// <summary>
    /// The forms of addresses people paste into texts of any platform: a piece of the path that ends in <c>{number}</c> or in
    /// <c>{commit}</c>, such as <c>/pull/{number}</c>. What follows is cut off, so that <c>/pull/7/files</c> means <c>/pull/7</c>.
    /// </summary>
    public IReadOnlyList<string> AddressForms { get; init; } = [];
}
