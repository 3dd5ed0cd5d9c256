namespace DevFlow;

/// <summary>Whether a plugin can be used.</summary>
public enum PluginState
{
    /// <summary>It can, and is loaded with the first command that needs it.</summary>
    Available,

    /// <summary>It is loaded in this process.</summary>
    Active,

    /// <summary>It was switched off, for this session or for all.</summary>
    Disabled,

    /// <summary>It cannot be used as it is; <see cref="Plugin.Problem"/> says why. None of its code has run.</summary>
    Invalid,

    /// <summary>Its own code failed or hung the last time it was loaded; the next command that needs it tries again.</summary>
    Failed,
}
