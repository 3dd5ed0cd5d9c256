namespace DevFlow.Core.Limits;

/// <summary>Which window an answer speaks of.</summary>
internal enum WindowRelation
{
    /// <summary>One that is over, or that there cannot be.</summary>
    Other,

    /// <summary>The one that is known.</summary>
    Same,

    /// <summary>One that begins with it.</summary>
    Next,
}
