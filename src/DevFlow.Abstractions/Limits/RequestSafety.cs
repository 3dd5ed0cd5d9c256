namespace DevFlow;

/// <summary>Whether a request may be sent again when nobody knows if the first was carried out.</summary>
public enum RequestSafety
{
    /// <summary>It must not: it would be carried out twice.</summary>
    Unsafe,

    /// <summary>It may: it changes nothing, or a second time changes nothing more.</summary>
    Repeatable,
}
