using System.Collections.Concurrent;

namespace DevFlow.Core.Events;

/// <summary>The bus as a plugin sees it. What the plugin registers carries its id, and ends with it.</summary>
internal sealed class EventRegistry : IEventRegistry, IAsyncDisposable
{
    private readonly EventBus _bus;
    private readonly string _prefix;
    private readonly ConcurrentStack<Func<Task<bool>>> _ends = new();

    private EventRegistry(EventBus bus, string plugin) => (_bus, _prefix) = (bus, plugin + "/");

    /// <summary>Lets a plugin register; where it fails half way, nothing of it stays.</summary>
    public static EventRegistry Attach(EventBus bus, string id, IEventPlugin plugin)
    {
        EventRegistry registry = new(bus, id);
        try
        {
            plugin.Attach(registry);
            return registry;
        }
        catch
        {
            _ = DetachedTask.Run(() => registry.DisposeAsync().AsTask());
            throw;
        }
    }

    public EventSubscription Subscribe(EventSubscriptionOptions options, IEventHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireOwnName(options.Name, "handler");
        EventSubscription subscription = _bus.Subscribe(options, handler);
        _ends.Push(() => _bus.UnsubscribeAsync(subscription));
        return subscription;
    }

    public EventMiddleware Use(EventMiddlewareOptions options, IEventMiddleware middleware)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireOwnName(options.Name, "middleware");
        EventMiddleware used = _bus.Use(options, middleware);
        _ends.Push(() => _bus.RemoveMiddlewareAsync(options.Name));
        return used;
    }

    public async Task<Event?> PublishAsync(Event draft, CancellationToken cancellationToken) =>
        await _bus.PublishAsync(draft, cancellationToken).ConfigureAwait(false) is { Outcome: not PublishOutcome.Stopped } published ? published.Event : null;

    /// <summary>Takes back what the plugin registered, the last first.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_ends.TryPop(out Func<Task<bool>>? end))
        {
            await end().ConfigureAwait(false);
        }
    }

    private void RequireOwnName(string? name, string what)
    {
        if (name is null || name.Length == _prefix.Length || !name.StartsWith(_prefix, StringComparison.Ordinal))
        {
            throw new DevFlowException(ErrorReason.InvalidArgument, $"The plugin's {what} is named '{name}', and must be named '{_prefix}...'.", "Name it so in the plugin's Attach.") { Target = name };
        }
    }
}
