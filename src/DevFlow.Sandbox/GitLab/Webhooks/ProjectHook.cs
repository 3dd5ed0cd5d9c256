using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.GitLab;

/// <summary>A hook of a project. Guarded by its project, but for the delivering itself.</summary>
internal sealed class ProjectHook(long id, Project project, HookSettings settings, Webhook webhook, DateTimeOffset createdAt)
{
    public long Id { get; } = id;

    public Project Project { get; } = project;

    public HookSettings Settings { get; set; } = settings;

    public Webhook Webhook { get; } = webhook;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>Whether failures have switched it off, in GitLab's words.</summary>
    public string AlertStatus => Webhook.Health.DisabledUntil switch
    {
        null => "executable",
        { } until => until == DateTimeOffset.MaxValue ? "disabled" : "temporarily_disabled",
    };
}
