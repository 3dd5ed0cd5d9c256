namespace DevFlow.Platforms.Tests.Plugins;

/// <summary>A platform that runs on loopback.</summary>
internal abstract class RunningPlatform : IAsyncDisposable
{
    public abstract Uri BaseUri { get; }

    /// <summary>A token it accepts.</summary>
    public abstract string Token { get; }

    /// <summary>What goes with the token; null where nothing does.</summary>
    public abstract string? UserName { get; }

    /// <summary>From now on it keeps everybody waiting.</summary>
    public abstract void Hold();

    public abstract ValueTask DisposeAsync();
}
