using DevFlow.Core.Events;

namespace DevFlow.Core.Webhooks;

/// <summary>How long sockets are waited for.</summary>
internal sealed record SocketTiming
{
    /// <summary>From connecting until the platform says that the socket is ready.</summary>
    public TimeSpan Ready { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the other side is asked whether it is there.</summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it may then be silent before the socket counts as dead.</summary>
    public TimeSpan PongWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a replaced or stopped socket may take to end.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A socket that ends sooner counts as a failure to open one, so that who accepts and hangs up is not asked all the time.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pauses between attempts.</summary>
    public EventRetryPolicy Backoff { get; init; } = new() { Delay = TimeSpan.FromSeconds(1), Factor = 2, MaxDelay = TimeSpan.FromMinutes(1) };
}
