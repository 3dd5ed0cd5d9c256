using System.Net.Http.Headers;
using System.Text.Json;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using DevFlow.Sandbox.Webhooks;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The hooks of all projects: adds and tells them. To be called with the project locked.</summary>
internal sealed class ProjectHooks(WebhookEngine engine, GitLabState state, Chance chance)
{
    private const string UserAgent = "GitLab/18.9.0";

    public ProjectHook Add(Project project, HookSettings settings)
    {
        ProjectHook hook = new(state.NextId(), project, settings, engine.Open(DeliveryPolicies.GitLab, Target(settings)), state.Now);
        project.Hooks.Add(hook);
        return hook;
    }

    public void Change(ProjectHook hook, HookSettings settings)
    {
        hook.Settings = settings;
        hook.Webhook.Target = Target(settings);

        // GitLab enables a hook again when it is edited and then tested; here the edit is enough.
        hook.Webhook.Health.Reset();
    }

    public static async Task RemoveAsync(ProjectHook hook)
    {
        lock (hook.Project.Gate)
        {
            hook.Project.Hooks.Remove(hook);
        }

        await hook.Webhook.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Tells every hook of a project that listens.</summary>
    /// <param name="project">Where it happened.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="write">Writes the body; not called where nobody listens.</param>
    /// <param name="answered">Ends when the request that caused it has its answer.</param>
    /// <param name="branch">The branch of a push, for hooks that listen to some only.</param>
    public void Publish(Project project, HookKind kind, Action<Utf8JsonWriter> write, Task answered, string? branch = null)
    {
        byte[]? body = null;
        HookSubject subject = new(kind, chance.Uuid().ToString());
        foreach (ProjectHook hook in project.Hooks)
        {
            if (hook.Settings.Wants(kind, branch))
            {
                body ??= Write(write);
                hook.Webhook.Enqueue(CreateMessage(subject, body, answered));
            }
        }
    }

    /// <summary>A message for one hook alone, as a test sends it.</summary>
    public WebhookMessage CreateMessage(HookKind kind, Action<Utf8JsonWriter> write) =>
        CreateMessage(new HookSubject(kind, chance.Uuid().ToString()), Write(write), Task.CompletedTask);

    private WebhookMessage CreateMessage(HookSubject subject, byte[] body, Task answered) =>
        new(chance.Uuid().ToString(), subject.Kind.Header, body) { Answered = answered, Subject = subject };

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using JsonBuffer buffer = JsonBuffer.Rent();
        write(buffer.Writer);
        return buffer.Finish().ToArray();
    }

    private WebhookTarget Target(HookSettings settings) =>
        new(new Uri(settings.Url), (attempt, headers) => WriteHeaders(settings, attempt, headers), !settings.VerifiesTls);

    private void WriteHeaders(HookSettings settings, HookAttempt attempt, HttpRequestHeaders headers)
    {
        WebhookMessage message = attempt.Message;
        HookSubject subject = (HookSubject)message.Subject!;
        foreach ((string name, string value) in settings.CustomHeaders)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation("Idempotency-Key", message.Id);
        headers.TryAddWithoutValidation("X-Gitlab-Event", subject.Kind.Header);
        headers.TryAddWithoutValidation("X-Gitlab-Event-UUID", subject.EventId);
        headers.TryAddWithoutValidation("X-Gitlab-Instance", state.Origin);

        // Random for each attempt: it identifies nothing.
        headers.TryAddWithoutValidation("X-Gitlab-Webhook-UUID", chance.Uuid().ToString());
        if (settings.Token is { Length: > 0 } token)
        {
            headers.TryAddWithoutValidation("X-Gitlab-Token", token);
        }

        headers.TryAddWithoutValidation("webhook-id", message.Id);
        headers.TryAddWithoutValidation("webhook-timestamp", Signatures.Seconds(attempt.SentAt));
        if (settings.SigningKey is { } key)
        {
            headers.TryAddWithoutValidation("webhook-signature", Signatures.Standard(key, message.Id, attempt.SentAt, message.Body.Span));
        }
    }
}
