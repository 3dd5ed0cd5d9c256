using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Bridge;

/// <summary>A runspace with the built module imported.</summary>
public sealed class Session : IDisposable
{
    public Session()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([RepositoryRoot.File("DevFlow.psd1")]);
        Runspace = RunspaceFactory.CreateRunspace(state);
        Runspace.Open();
    }

    public Runspace Runspace { get; }

    public void Set(string variable, object? value) => Runspace.SessionStateProxy.SetVariable(variable, value);

    /// <summary>The output of a script that is to run without an error.</summary>
    public IReadOnlyList<PSObject> Run(string script)
    {
        using System.Management.Automation.PowerShell shell = Begin(script);
        IReadOnlyList<PSObject> output = [.. shell.Invoke()];
        Assert.Empty(shell.Streams.Error);
        return output;
    }

    /// <summary>The same as text.</summary>
    public string[] RunText(string script) => [.. Run(script).Select(static o => LanguagePrimitives.ConvertTo<string>(o))];

    /// <summary>A script to run, with its streams.</summary>
    public System.Management.Automation.PowerShell Begin(string script) =>
        System.Management.Automation.PowerShell.Create(Runspace).AddScript(script);

    public void Dispose() => Runspace.Dispose();
}
