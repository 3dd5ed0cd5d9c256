using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Security;
using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.EndToEnd;

/// <summary>
/// The built module in a session of this process, with a home of its own. There is one engine a process, so everything
/// that uses this belongs to <see cref="Collection"/>; disposing removes the module and with it the engine.
/// </summary>
public sealed class HostedSession : IDisposable
{
    public const string Collection = "The module in this process";

    private static readonly string[] Variables = ["DEVFLOW_HOME", "DEVFLOW_KEY_FILE", "DEVFLOW_CREDENTIAL_KEY", "DEVFLOW_CREDENTIAL_PASSPHRASE"];

    private readonly Dictionary<string, string?> _before = Variables.ToDictionary(static name => name, Environment.GetEnvironmentVariable, StringComparer.Ordinal);
    private readonly Runspace _runspace;

    public HostedSession()
        : this(home: null)
    {
    }

    private HostedSession(string? home)
    {
        Home = home ?? Folder.File("home");
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Environment.SetEnvironmentVariable("DEVFLOW_HOME", Home);
        Environment.SetEnvironmentVariable("DEVFLOW_KEY_FILE", Folder.File("keys", "root.key"));
        Environment.SetEnvironmentVariable("DEVFLOW_CREDENTIAL_KEY", null);
        Environment.SetEnvironmentVariable("DEVFLOW_CREDENTIAL_PASSPHRASE", null);
        _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        _runspace.Open();
        Import();
    }

    /// <summary>A session with another home than the one below <see cref="Folder"/>.</summary>
    public static HostedSession At(string home) => new(home);

    public TempFolder Folder { get; } = new(awkward: true);

    public string Home { get; }

    /// <summary>Every file below the home, with its content's length; left out the lock files, which hold nothing, and what was seen of limits.</summary>
    public string[] Files => Directory.Exists(Home)
        ? [.. Directory.EnumerateFiles(Home, "*", SearchOption.AllDirectories).Where(static f => new FileInfo(f).Length > 0 && Path.GetFileName(Path.GetDirectoryName(f)) != "limits").Order(StringComparer.Ordinal).Select(static f => $"{f} {new FileInfo(f).Length}")]
        : [];

    public static SecureString Secure(string text)
    {
        SecureString secure = new();
        foreach (char c in text)
        {
            secure.AppendChar(c);
        }

        return secure;
    }

    public static string Text(SecureString secure) => new System.Net.NetworkCredential("", secure).Password;

    public void Set(string variable, object? value) => _runspace.SessionStateProxy.SetVariable(variable, value);

    /// <summary>A script to run, with its streams.</summary>
    public System.Management.Automation.PowerShell Begin(string script) =>
        System.Management.Automation.PowerShell.Create(_runspace).AddScript(script);

    /// <summary>Runs a script that must not write an error.</summary>
    public IReadOnlyList<PSObject> Run(string script)
    {
        using System.Management.Automation.PowerShell shell = Begin(script);
        IReadOnlyList<PSObject> output = shell.Invoke();
        Assert.True(shell.Streams.Error.Count == 0, string.Join(Environment.NewLine, shell.Streams.Error));
        return output;
    }

    public T Get<T>(string script) => (T)LanguagePrimitives.ConvertTo(Assert.Single(Run(script)), typeof(T), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Runs a script that must end in exactly one error.</summary>
    public ErrorRecord Fail(string script)
    {
        using System.Management.Automation.PowerShell shell = Begin(script);
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException error)
        {
            return error.ErrorRecord;
        }

        return Assert.Single(shell.Streams.Error);
    }

    /// <summary>Runs a script that must fail as the error contract says: id, category, a message with these parts, a next step.</summary>
    public ErrorRecord Fail(string script, string reason, ErrorCategory category, params string[] parts)
    {
        ErrorRecord error = Fail(script);
        Assert.True(error.FullyQualifiedErrorId.Split(',')[0] == "DevFlow." + reason, $"{error.FullyQualifiedErrorId}: {error.Exception}");
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.All(parts, part => Assert.Contains(part, error.Exception.Message, StringComparison.Ordinal));
        Assert.False(string.IsNullOrWhiteSpace(error.ErrorDetails?.RecommendedAction), error.Exception.Message);
        return error;
    }

    /// <summary>What the engine would be in a new process: nothing but what is on disk.</summary>
    public void Restart()
    {
        Run("Remove-Module DevFlow");
        Import();
    }

    /// <summary>Waits until a script says true.</summary>
    public async Task UntilAsync(string condition)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!Get<bool>(condition))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public string[] Complete(string line) =>
        [.. CommandCompletion.CompleteInput(line, line.Length, null, System.Management.Automation.PowerShell.Create(_runspace)).CompletionMatches.Select(static m => m.CompletionText)];

    public void Dispose()
    {
        Run("Remove-Module DevFlow");
        _runspace.Dispose();
        foreach ((string name, string? value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Folder.Dispose();
    }

    private void Import()
    {
        Set("DevFlowManifest", RepositoryRoot.File("DevFlow.psd1"));
        Run("Import-Module $DevFlowManifest");
    }
}
