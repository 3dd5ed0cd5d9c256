namespace DevFlow.Core.Credentials;

/// <summary>
/// Holds the end of the process back while a secret is being exchanged: after Ctrl+C a script host ends at once, and the answer
/// that is on its way is the only copy of the next secret. A kill it cannot hold back.
/// </summary>
internal sealed class ExitGuard : IDisposable
{
    private static readonly TimeSpan Patience = RefreshExchange.Limit + TimeSpan.FromSeconds(5);
    private readonly ManualResetEventSlim _done = new();

    public ExitGuard()
    {
        AppDomain.CurrentDomain.ProcessExit += Wait;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Wait;

        // Not disposed: the end of the process may be waiting for it.
        _done.Set();
    }

    private void Wait(object? sender, EventArgs arguments) => _done.Wait(Patience);
}
