using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell.Binding;

/// <summary>The connections that names, wildcards or connection objects stand for.</summary>
internal static class NamedConnections
{
    public static IEnumerable<Connection> Find(string[] names) =>
        NamedItems.Select(EngineHost.Engine.Connections.List(), names, static c => c.Name, "connection", ErrorReason.ConnectionNotFound);
}
