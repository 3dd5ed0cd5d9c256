using System.Text;
using DevFlow.Sandbox.Faults;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace DevFlow.Platforms.Tests.Sandbox.Webhooks;

/// <summary>One hook of a real engine with a fake clock, pointed at a real receiver.</summary>
internal sealed class HookFixture : IAsyncDisposable
{
    private readonly FaultPlan _faults;
    private long _ids;

    private HookFixture(Receiver receiver, DeliveryPolicy policy, double rate)
    {
        Receiver = receiver;
        SandboxClock clock = new(Clock, rate);
        _faults = new(clock, new(1));
        Engine = new(clock, _faults, () => Interlocked.Increment(ref _ids));
        Hook = Engine.Open(policy, CreateTarget(receiver.Address));
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));

    public Receiver Receiver { get; }

    public WebhookEngine Engine { get; }

    public Webhook Hook { get; }

    public static async Task<HookFixture> StartAsync(DeliveryPolicy policy, double rate = 1) =>
        new(await Receiver.StartAsync(), policy, rate);

    public static WebhookTarget CreateTarget(Uri address) => new(address, static (attempt, headers) =>
    {
        headers.TryAddWithoutValidation("X-Id", attempt.Message.Id);
        headers.TryAddWithoutValidation("X-Time", Signatures.Seconds(attempt.SentAt));
        headers.TryAddWithoutValidation("X-Retry", $"{attempt.Retry} {attempt.Reason}");
    });

    public static WebhookMessage Message(string id, Task? answered = null) =>
        new(id, "push", Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\"}}")) { Answered = answered ?? Task.CompletedTask };

    /// <summary>What the next message suffers.</summary>
    public void Plan(SandboxFaultKind kind) => _faults.Replace([new() { Kind = kind, Count = 1 }]);

    public void Plan(SandboxFault fault) => _faults.Replace([fault]);

    public async Task<string> NextIdAsync() => (await Receiver.NextAsync()).Headers["X-Id"];

    /// <summary>Waits until so many deliveries have ended.</summary>
    public async Task<List<LoggedDelivery>> LoggedAsync(int count)
    {
        while (Hook.Log.List().Count < count)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return Hook.Log.List();
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
