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
        IsRemote = IsSet("SSH_CONNECTION"),
        IsCi = IsSet("CI") || IsSet("TF_BUILD"),
    });

    public static AuditActor Current => Lazy.Value;

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
