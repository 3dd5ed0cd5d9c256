namespace DevFlow;

/// <summary>How a person logs in by OAuth.</summary>
public enum LoginMethod
{
    /// <summary>A code is shown, to be entered on a page that any device can open.</summary>
    Device = 1,

    /// <summary>A page is opened on this machine, and the browser comes back to it.</summary>
    Browser,
}
