using System.Collections.Concurrent;
using DevFlow.Sandbox.Faults;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Webhooks;

/// <summary>What all hooks of a sandbox share, and the end of their work.</summary>
/// <param name="clock">The time of dates and time-outs; it shortens the delays of the policies.</param>
/// <param name="faults">What goes wrong on purpose.</param>
/// <param name="nextId">Ids of deliveries.</param>
internal sealed class WebhookEngine(SandboxClock clock, FaultPlan faults, Func<long> nextId) : IAsyncDisposable
{
    private readonly HttpClient _strict = LoopbackClient.Create(anyCertificate: false);
    private readonly HttpClient _lenient = LoopbackClient.Create(anyCertificate: true);
    private readonly ConcurrentDictionary<Webhook, byte> _hooks = new();

    public SandboxClock Clock { get; } = clock;

    public FaultPlan Faults { get; } = faults;

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
