namespace DevFlow.Core.Webhooks;

/// <summary>A source to which deliveries are sent: who may, how they are signed, how large they may be.</summary>
/// <param name="Source">What it is.</param>
/// <param name="Secrets">What its deliveries are signed with; disposed with this.</param>
/// <param name="AllowFrom">Who may send.</param>
/// <param name="MaxBodyLength">In bytes.</param>
internal sealed record HttpSource(ActiveSource Source, WebhookSecrets Secrets, NetworkList AllowFrom, int MaxBodyLength) : IDisposable
{
    /// <summary>25 MiB: GitHub, GitLab and Jira send nothing larger.</summary>
    public const int LargestBody = 25 * 1024 * 1024;

    /// <summary>The path deliveries are sent to.</summary>
    public string Path { get; } = "/webhooks/" + Source.Name;

    public void Dispose() => Secrets.Dispose();
}
