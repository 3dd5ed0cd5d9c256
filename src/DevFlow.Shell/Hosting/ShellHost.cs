using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace DevFlow.Shell.Hosting;

/// <summary>The host the engine talks to.</summary>
internal sealed class ShellHost : PSHost
{
    private readonly ShellUserInterface _ui;

    public ShellHost()
    {
        Terminal = new Terminal();
        _ui = new ShellUserInterface(Terminal);
    }

    public static string Banner { get; } =
        $"DevFlow.Shell {typeof(ShellHost).Assembly.GetName().Version?.ToString(3)}, PowerShell {PSVersionInfo.PSVersion}";

    public Terminal Terminal { get; }

    /// <summary>What `exit` or $Host.SetShouldExit asked for.</summary>
    public int? RequestedExit { get; private set; }

    public override string Name => "DevFlow.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _ui;

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => RequestedExit = exitCode;

    public override void EnterNestedPrompt() => throw new PSNotSupportedException("DevFlow.Shell has no nested prompt.");

    public override void ExitNestedPrompt() => throw new PSNotSupportedException("DevFlow.Shell has no nested prompt.");

    // A native program writes to the same terminal: the progress line must be gone before.
    public override void NotifyBeginApplication() => Terminal.ClearProgress();

    public override void NotifyEndApplication()
    {
    }
}
