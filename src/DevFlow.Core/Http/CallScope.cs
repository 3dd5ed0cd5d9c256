namespace DevFlow.Core.Http;

/// <summary>The options of the current async flow: a cmdlet sets its own while it runs, background work has the default.</summary>
internal static class CallScope
{
    private static readonly AsyncLocal<CallOptions?> Options = new();

    public static CallOptions Current
    {
        get => Options.Value ?? CallOptions.Default;
        set => Options.Value = value;
    }
}
