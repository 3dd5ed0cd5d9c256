namespace DevFlow.PowerShell.Tests.EndToEnd;

/// <summary>A session with a sandbox (<c>$sandbox</c>, <c>$token</c>, <c>$repo</c>) and a connection to it named main.</summary>
public sealed class SandboxSession : IDisposable
{
    public SandboxSession()
    {
        Session.Run("$sandbox = Start-DevFlowSandbox; $repo = $sandbox.Repository; $main = $sandbox | Connect-DevFlowPlatform -Name main");
    }

    public HostedSession Session { get; } = new();

    public long Requests => Session.Get<long>("$sandbox.Requests");

    public void Dispose() => Session.Dispose();
}
