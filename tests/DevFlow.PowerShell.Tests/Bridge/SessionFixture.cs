using DevFlow.TestKit;

namespace DevFlow.PowerShell.Tests.Bridge;

/// <summary>
/// The test process as a host: one engine for all tests that use it, with a home folder of its own. Each test has its own
/// runspace, connection, topics and handlers. What depends on the state of a process runs in a child instead. The engine
/// ends with the collection, before the tests begin that make engines of their own (HostedSession).
/// </summary>
public sealed class SessionFixture : IDisposable
{
    public const string Collection = "One engine for many runspaces";

    private readonly Lazy<Session> _owner;

    public SessionFixture()
    {
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Environment.SetEnvironmentVariable("DEVFLOW_HOME", Folder.File("home"));
        Environment.SetEnvironmentVariable("DEVFLOW_KEY_FILE", Folder.File("key"));
        _owner = new Lazy<Session>(() =>
        {
            Session owner = new();
            Sandbox = owner.Run("Start-DevFlowSandbox").Single();
            owner.Set("sandbox", Sandbox);
            owner.Run("$sandbox | Connect-DevFlowPlatform -Name sandbox");
            return owner;
        });
    }

    public TempFolder Folder { get; } = new();

    public dynamic Sandbox { get; private set; } = null!;

    /// <summary>A runspace with the module and a connection named sandbox.</summary>
    public Session Open()
    {
        _ = _owner.Value;
        Session session = new();
        session.Set("sandbox", (object)Sandbox);
        return session;
    }

    public void Dispose()
    {
        if (_owner.IsValueCreated)
        {
            _owner.Value.Run("Remove-Module DevFlow");
            _owner.Value.Dispose();
        }

        Folder.Dispose();
    }
}
