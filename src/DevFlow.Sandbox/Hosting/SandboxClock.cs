namespace DevFlow.Sandbox.Hosting;

/// <summary>The time of a sandbox: dates are honest, and every time span of the platform's rules is divided by the rate.</summary>
/// <remarks>
/// Spans are scaled and not the clock itself, because clients know nothing of the rate: a wait told in <c>Retry-After</c> or
/// as a moment has to be right by their clocks.
/// </remarks>
internal sealed class SandboxClock(TimeProvider time, double rate)
{
    public TimeProvider Time { get; } = time;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>What is left of a time span of the platform's rules.</summary>
    public TimeSpan Scale(TimeSpan span) => span / rate;
}
