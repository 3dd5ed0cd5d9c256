namespace DevFlow;

/// <summary>What a plugin's entry class implements besides <see cref="IPlatformPlugin"/> where it takes part in the event bus.</summary>
public interface IEventPlugin
{
    /// <summary>Called once, when the plugin is activated, to register handlers and middleware.</summary>
    /// <param name="events">The bus; valid as long as the engine runs.</param>
    void Attach(IEventRegistry events);
}
