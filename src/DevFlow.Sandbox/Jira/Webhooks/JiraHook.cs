using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.Jira;

/// <summary>A registered webhook: an administrator's, or a dynamic one of an app. Guarded by the state's gate.</summary>
internal sealed class JiraHook(long id, JiraUser owner, Webhook queue) : IAsyncDisposable
{
    public long Id { get; } = id;

    public JiraUser Owner { get; } = owner;

    /// <summary>The app that registered it; null for an administrator's.</summary>
    public string? ClientId { get; init; }

    public string Name { get; set; } = "";

    public required Uri Address { get; set; }

    public IReadOnlyList<string> Events { get; set; } = [];

    /// <summary>Which issues it is told of; empty for all.</summary>
    public string Filter { get; set; } = "";

    public bool IsEnabled { get; set; } = true;

    public bool ExcludesBody { get; set; }

    /// <summary>Cannot be read again.</summary>
    public byte[]? Secret { get; set; }

    public DateTimeOffset Updated { get; set; }

    /// <summary>When it ends unless it is refreshed; null for an administrator's.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public Webhook Queue { get; } = queue;

    public ValueTask DisposeAsync() => Queue.DisposeAsync();
}
