using System.Collections;
using System.Text.Json;
using DevFlow.Core.Plugins;
using DevFlow.PowerShell.Binding;
using DevFlow.PowerShell.Module;

namespace DevFlow.PowerShell;

/// <summary>The base of the cmdlets for plugins.</summary>
public abstract class PluginCmdlet : AsyncDevFlowCmdlet
{
    private protected static PluginManager Plugins => EngineHost.Engine.Plugins;

    /// <summary>Settings as a script gives them.</summary>
    private protected static JsonElement? ToSettings(IDictionary? settings) => settings is null ? null : JsonElement.Parse(JsonObjects.ToJson(settings));

    /// <summary>The plugins that fit; where the record of what is installed is not trusted, that is an error of its own.</summary>
    private protected async Task ForEachAsync(string[] ids, Func<Plugin, Task> act)
    {
        if (Plugins.RecordFault is { } fault)
        {
            await EmitErrorAsync(fault).ConfigureAwait(false);
        }

        foreach (Plugin plugin in NamedItems.Select(Plugins.List(), ids, static plugin => plugin.Id, "plugin"))
        {
            try
            {
                await act(plugin).ConfigureAwait(false);
            }
            catch (DevFlowException failed)
            {
                await EmitErrorAsync(failed).ConfigureAwait(false);
            }
        }
    }
}
