namespace DevFlow.Sandbox.GitHub;

/// <summary>How a hook's newest delivery ended, in GitHub's words.</summary>
internal sealed record HookResponse(int? Code, string Status, string? Message)
{
    public static HookResponse Unused { get; } = new(null, "unused", null);

    public static HookResponse TimedOut { get; } = new(null, "timeout", "timed out");

    public static HookResponse Unreachable { get; } = new(null, "connection_error", "failed to connect to host");

    public static HookResponse From(int code) => code is >= 200 and < 300
        ? new(code, "active", "OK")
        : new(code, "misconfigured", $"Invalid HTTP Response: {code}");
}
