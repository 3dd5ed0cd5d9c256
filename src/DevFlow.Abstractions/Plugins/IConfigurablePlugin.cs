using System.Text.Json;

namespace DevFlow;

/// <summary>What a plugin's entry class implements besides <see cref="IPlatformPlugin"/> where its manifest describes settings.</summary>
public interface IConfigurablePlugin
{
    /// <summary>Called once, after the constructor and before anything else.</summary>
    /// <param name="settings">An object that fits the manifest's schema; what was not set has its default. Never a secret.</param>
    /// <exception cref="DevFlowException">The settings contradict each other; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    void Configure(JsonElement settings);
}
