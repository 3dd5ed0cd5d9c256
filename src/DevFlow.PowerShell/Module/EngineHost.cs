using System.Management.Automation.Runspaces;
using DevFlow.Core;
using DevFlow.Core.Logging;
using DevFlow.PowerShell.Handlers;

namespace DevFlow.PowerShell.Module;

/// <summary>
/// The process's one engine. It starts with the first cmdlet that needs it, serves every runspace that imports the
/// module, and ends when its owner, the first of them, removes the module. Nothing relies on that for durability.
/// </summary>
internal static class EngineHost
{
    private static readonly Lock Gate = new();
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);
    private static WeakReference<Runspace>? _owner;
    private static Engine? _engine;

    public static Engine Engine
    {
        get
        {
            lock (Gate)
            {
                return _engine ??= new Engine(Path.Combine(EngineResolver.ModuleFolder, "plugins"), HomeFolder.Open(), TimeProvider.System);
            }
        }
    }

    /// <summary>Redacts by the running engine's secrets; before it runs there are none to know.</summary>
    public static string Redact(string text)
    {
        Redactor redactor;
        lock (Gate)
        {
            redactor = _engine?.Redactor ?? new Redactor();
        }

        return redactor.Redact(text);
    }

    public static void Imported(Runspace runspace)
    {
        lock (Gate)
        {
            // An owner that was closed without removing the module (a parallel loop's runspace) has let go of it.
            if (_owner is null || !_owner.TryGetTarget(out Runspace? owner) || owner.RunspaceStateInfo.State is not RunspaceState.Opened)
            {
                _owner = new WeakReference<Runspace>(runspace);
            }
        }
    }

    public static void Removed(Runspace runspace)
    {
        SessionHandlers.End(runspace);
        Engine? engine;
        lock (Gate)
        {
            if (_owner is null || !_owner.TryGetTarget(out Runspace? owner) || !ReferenceEquals(owner, runspace))
            {
                return;
            }

            (engine, _engine, _owner) = (_engine, null, null);
        }

        // PowerShell's removal hook is synchronous. The engine's parts end in bounded time; the limit is the last resort.
        if (engine is not null)
        {
#pragma warning disable VSTHRD002
            _ = Task.WaitAny([engine.DisposeAsync().AsTask()], ShutdownLimit);
#pragma warning restore VSTHRD002
        }
    }
}
