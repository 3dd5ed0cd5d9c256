namespace DevFlow.Core.Http;

/// <summary>How long a call has waited: for limits and before repeats together it waits no longer than it may.</summary>
internal static class WaitAccount
{
    /// <summary>A wait that nobody notices. It needs neither patience nor progress.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    private static readonly HttpRequestOptionsKey<TimeSpan> Waited = new("devflow.waited");

    /// <summary>What the call may still wait.</summary>
    public static TimeSpan Left(HttpRequestMessage request, CallOptions options)
    {
        TimeSpan most = options.Behavior == RateLimitBehavior.Stop && options.MaxWait > Short ? Short : options.MaxWait;
        return request.Options.TryGetValue(Waited, out TimeSpan waited) ? Max(most - waited, TimeSpan.Zero) : most;
    }

    public static void Add(HttpRequestMessage request, TimeSpan wait)
    {
        request.Options.TryGetValue(Waited, out TimeSpan before);
        request.Options.Set(Waited, before + wait);
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
