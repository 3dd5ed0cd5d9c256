namespace DevFlow.Core.Credentials;

/// <summary>Finds out who this process is.</summary>
internal static class AuditActors
{
    private static readonly Lazy<AuditActor> Lazy = new(static () => new AuditActor
    {
        User = Environment.UserName,
        Host = Environment.MachineName,
        ProcessId = Environment.ProcessId,
        Program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) ?? "",
        IsRemote = Environment.GetEnvironmentVariable("SSH_CONNECTION") is { Length: > 0 },
        IsCi = CiJob.IsRunning,
    });

    public static AuditActor Current => Lazy.Value;
}
