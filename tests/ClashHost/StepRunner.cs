using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.Loader;

namespace DevFlow.ClashHost;

/// <summary>
/// Runs the steps of a scenario. <c>own</c> uses the host's packages; <c>assemblies</c> lists what is loaded where;
/// <c>ask NAME</c> asks DevFlow's context for an assembly; <c>close R</c> closes a runspace; <c>R&gt; script</c> runs a
/// script in the runspace of that name, made on first use; <c>8x&gt; script</c> runs it at once in eight new ones.
/// Every runspace has <c>$Manifest</c> and <c>$Shared</c>, a table common to all.
/// </summary>
internal sealed class StepRunner : IDisposable
{
    private readonly string _manifest;
    private readonly Dictionary<string, Runspace> _runspaces = new(StringComparer.Ordinal);
    private readonly Hashtable _shared = Hashtable.Synchronized([]);

    public StepRunner(string manifest)
    {
        _manifest = manifest;
        // PowerShell notes what its own assembly holds in two steps: of runspaces that open at once as the first of a
        // process, one can come to be without a single cmdlet. In pwsh the console's own runspace is always there before.
        Open().Dispose();
    }

    public void Run(string step)
    {
        if (step == "own")
        {
            Console.Out.WriteLine("own: " + OwnPackages.Use());
        }
        else if (step == "assemblies")
        {
            ListAssemblies();
        }
        else if (step.StartsWith("ask ", StringComparison.Ordinal))
        {
            Ask(step[4..]);
        }
        else if (step.StartsWith("close ", StringComparison.Ordinal) && _runspaces.Remove(step[6..], out Runspace? closed))
        {
            closed.Dispose();
        }
        else if (step.Split("> ", 2) is [var name, var script])
        {
            RunScript(name, script);
        }
        else
        {
            throw new ArgumentException("Unknown step: " + step, nameof(step));
        }
    }

    // On purpose not the runspaces: a script that ends does not close its session in good order either.
    public void Dispose() => _runspaces.Clear();

    private static void ListAssemblies()
    {
        foreach (AssemblyLoadContext context in AssemblyLoadContext.All)
        {
            foreach (Assembly assembly in context.Assemblies.Where(static a => !a.IsDynamic && a.Location.Length > 0))
            {
                string version = FileVersionInfo.GetVersionInfo(assembly.Location).FileVersion ?? "";
                Console.Out.WriteLine($"asm: {context.Name}|{assembly.GetName().Name}|{version}");
            }
        }
    }

    private static void Ask(string assembly)
    {
        AssemblyLoadContext context = AssemblyLoadContext.All.Single(static c => c.Name == "DevFlow");
        try
        {
            Console.Out.WriteLine("ask: " + context.LoadFromAssemblyName(new AssemblyName(assembly)).Location);
        }
        catch (Exception failure)
        {
            Console.Out.WriteLine($"ask: {failure.GetType().Name}: {failure.Message}");
        }
    }

    private void RunScript(string name, string script)
    {
        if (name.EndsWith('x') && int.TryParse(name[..^1], CultureInfo.InvariantCulture, out int count))
        {
            RunAtOnce(name, script, count);
            return;
        }

        if (!_runspaces.TryGetValue(name, out Runspace? runspace))
        {
            _runspaces[name] = runspace = Open();
        }

        foreach (string line in Invoke(runspace, script))
        {
            Console.Out.WriteLine($"{name}: {line}");
        }
    }

    private void RunAtOnce(string name, string script, int count)
    {
        using Barrier start = new(count);
        List<string>[] lines = new List<string>[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            using Runspace runspace = Open();
            start.SignalAndWait();
            lines[index] = Invoke(runspace, script);
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        foreach (string line in lines.SelectMany(static l => l))
        {
            Console.Out.WriteLine($"{name}: {line}");
        }
    }

    private Runspace Open()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Variables.Add(new SessionStateVariableEntry("Manifest", _manifest, ""));
        state.Variables.Add(new SessionStateVariableEntry("Shared", _shared, ""));
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        return runspace;
    }

    private static List<string> Invoke(Runspace runspace, string script)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        List<string> lines = [];
        try
        {
            lines.AddRange(shell.AddScript(script).Invoke().Select(static o => LanguagePrimitives.ConvertTo<string>(o)));
        }
        catch (RuntimeException failure)
        {
            lines.Add("threw " + failure.Message);
        }

        lines.AddRange(shell.Streams.Error.Select(static e => $"error {e.FullyQualifiedErrorId}: {e}"));
        return lines;
    }
}
