namespace DevFlow;

/// <summary>How a plugin came here.</summary>
public enum PluginSource
{
    /// <summary>It is part of DevFlow.</summary>
    BuiltIn,

    /// <summary>Install-DevFlowPlugin copied it below the home folder; every session of the user has it.</summary>
    Installed,

    /// <summary>Install-DevFlowPlugin -SessionOnly read it; it is gone with the session.</summary>
    Session,
}
