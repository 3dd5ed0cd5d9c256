using System.Collections.Concurrent;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Webhooks;

/// <summary>What all hooks of a sandbox share, and the end of their work.</summary>
/// <param name="time">The clock of time-outs, retries and dates.</param>
/// <param name="scale">Divides a duration of a policy by the sandbox's clock.</param>
/// <param name="nextId">Ids of deliveries.</param>
/// <param name="faults">What goes wrong on purpose.</param>
internal sealed class WebhookEngine(TimeProvider time, Func<TimeSpan, TimeSpan> scale, Func<long> nextId, IDeliveryFaults faults) : IAsyncDisposable
{
    private readonly HttpClient _strict = LoopbackClient.Create(anyCertificate: false);
    private readonly HttpClient _lenient = LoopbackClient.Create(anyCertificate: true);
    private readonly ConcurrentDictionary<Webhook, byte> _hooks = new();

    public TimeProvider Time { get; } = time;

    public IDeliveryFaults Faults { get; } = faults;

    public TimeSpan Scale(TimeSpan duration) => scale(duration);

    /// <summary>Starts a hook; dispose it to delete it, or the engine to end them all.</summary>
    public Webhook Open(DeliveryPolicy policy, WebhookTarget target)
    {
        Webhook hook = new(this, policy, target, Forget);
        _hooks.TryAdd(hook, 0);
        return hook;
    }

    public HttpClient Client(WebhookTarget target) => target.AnyCertificate ? _lenient : _strict;

    public long NextId() => nextId();

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_hooks.Keys.Select(hook => hook.DisposeAsync().AsTask())).ConfigureAwait(false);
        _strict.Dispose();
        _lenient.Dispose();
    }

    private void Forget(Webhook hook) => _hooks.TryRemove(hook, out _);
}
