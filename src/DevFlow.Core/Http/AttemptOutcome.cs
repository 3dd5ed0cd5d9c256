namespace DevFlow.Core.Http;

/// <summary>What one attempt came to, as far as it decides whether there is another.</summary>
internal enum AttemptOutcome
{
    /// <summary>An answer that stands, good or bad, or a failure that another attempt would only repeat.</summary>
    Final,

    /// <summary>A limit refused it: it was not carried out.</summary>
    Refused,

    /// <summary>No connection was made: it was not carried out.</summary>
    NeverSent,

    /// <summary>The platform said that it did not carry it out, for a moment's reason that is no limit.</summary>
    NotCarriedOut,

    /// <summary>It was sent, and nobody knows whether it was carried out.</summary>
    Unknown,
}
