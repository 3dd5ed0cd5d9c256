namespace DevFlow.Core.Credentials;

/// <summary>What asked for the work of the current async flow: a cmdlet says so while it runs, background work has no caller.</summary>
internal static class CallerScope
{
    private static readonly AsyncLocal<AuditCaller?> Caller = new();

    public static AuditCaller? Current
    {
        get => Caller.Value;
        set => Caller.Value = value;
    }
}
