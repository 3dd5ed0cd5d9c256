using System.Collections.Concurrent;
using DevFlow.Core.Credentials;
using DevFlow.Core.Events;
using DevFlow.Core.Logging;
using DevFlow.Core.Plugins;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>The listeners of this process, by name. What they accept goes to the journal and from there to the handlers.</summary>
internal sealed class WebhookManager(PluginManager plugins, EventBus events, Redactor redactor, ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, KestrelWebhookListener> _listeners = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<WebhookListener> List() => [.. _listeners.Values.OrderBy(static l => l.Name, StringComparer.OrdinalIgnoreCase)];

    public async Task<WebhookListener> StartAsync(string platform, string? name, int port, SecretBuffer? secret, CancellationToken cancellationToken)
    {
        IPlatformPlugin plugin = plugins.Get(platform);
        platform = plugins.Known[platform].Id;
        name ??= platform;
        if (_listeners.ContainsKey(name))
        {
            throw NameTaken(name);
        }

        if (secret is null || secret.Length == 0)
        {
            throw new DevFlowException(ErrorReason.WebhookSecretMissing, $"The webhook source '{platform}' has no secret, so nothing it receives could be trusted.", "Give the secret that is entered at the platform with -Secret (a SecureString).") { Target = platform };
        }

        using (SecretChars text = secret.ToChars())
        {
            redactor.Register(text.Chars);
        }

        WebhookListenerOptions options = new()
        {
            Name = name,
            Platform = platform,
            Port = port,
            Scheme = plugin.Webhooks,
            Secret = secret.Memory,
            Publish = async (received, token) => (await events.PublishAsync(received, token).ConfigureAwait(false)).Outcome != PublishOutcome.Duplicate,
        };
        KestrelWebhookListener listener = await DetachedTask.Run(() => KestrelWebhookListener.StartAsync(options, loggers, time, cancellationToken)).ConfigureAwait(false);
        if (_listeners.TryAdd(name, listener))
        {
            return listener;
        }

        await listener.DisposeAsync().ConfigureAwait(false);
        throw NameTaken(name);
    }

    public async Task<bool> StopAsync(string name)
    {
        if (!_listeners.TryRemove(name, out KestrelWebhookListener? listener))
        {
            return false;
        }

        await listener.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string name in _listeners.Keys)
        {
            await StopAsync(name).ConfigureAwait(false);
        }
    }

    private static DevFlowException NameTaken(string name) =>
        new(ErrorReason.InvalidArgument, $"A listener named '{name}' is already running.", "Stop it with Stop-DevFlowWebhookListener, or choose another -Name.") { Target = name };
}
