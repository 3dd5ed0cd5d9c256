namespace DevFlow.Sandbox.GitLab;

/// <summary>What the headers of a delivery name beside the message.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="EventId">The value of X-Gitlab-Event-UUID: one for all hooks that are told of it.</param>
internal sealed record HookSubject(HookKind Kind, string EventId);
