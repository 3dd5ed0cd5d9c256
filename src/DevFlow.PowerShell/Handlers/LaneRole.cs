namespace DevFlow.PowerShell.Handlers;

/// <summary>What a script of a lane is there for.</summary>
internal enum LaneRole
{
    /// <summary>Does something with an event.</summary>
    Action,

    /// <summary>Says whether an event is wanted.</summary>
    Filter,

    /// <summary>Makes another event, or none, of an event.</summary>
    Transform,
}
