namespace DevFlow;

/// <summary>What became of a delivery, or of another request to a listener. Stored as a number: never renumber.</summary>
public enum WebhookOutcome
{
    /// <summary>Verified, on disk, answered with 200.</summary>
    Accepted = 1,

    /// <summary>Verified and known already; answered with 200, not handled again.</summary>
    Duplicate = 2,

    /// <summary>A request by which the platform only tried the address.</summary>
    Test = 3,

    /// <summary>Verified, but a middleware or a rule of the bus does not let it in; answered with 200, for a repetition would change nothing.</summary>
    Refused = 4,

    /// <summary>Turned away before anything was read from it: signature, size, method, address of the sender.</summary>
    Rejected = 5,

    /// <summary>Verified, but it could not be stored; answered with 503.</summary>
    NotStored = 6,

    /// <summary>Verified, but no event can be read from it; answered with 400.</summary>
    Unreadable = 7,

    /// <summary>Verified, but the plugin broke while it read it; answered with 500.</summary>
    Failed = 8,

    /// <summary>Missed by every listener and fetched from the platform's own log; on disk.</summary>
    Recovered = 9,
}
