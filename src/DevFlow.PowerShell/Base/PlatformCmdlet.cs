using System.Management.Automation;
using DevFlow.Core.Http;
using DevFlow.PowerShell.Binding;

namespace DevFlow.PowerShell;

/// <summary>The base of every cmdlet that calls a platform: the caller says how its calls wait for rate limits.</summary>
public abstract class PlatformCmdlet : AsyncDevFlowCmdlet
{
    private const int DefaultMaxWaitSeconds = 300;

    /// <summary>What a call does that a rate limit holds back: wait, stop with an error, or warn and wait.</summary>
    [Parameter]
    public RateLimitBehavior RateLimitBehavior { get; set; }

    /// <summary>The longest one call waits for limits and repeats; a time span, or a number of seconds.</summary>
    [Parameter]
    [Seconds]
    [NotNegative]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(DefaultMaxWaitSeconds);

    /// <summary>True to ask the platform for what may be in the cache, and to keep nothing.</summary>
    private protected virtual bool BypassesCache => false;

    private protected sealed override void EnterFlow()
    {
        CallScope.Current = new CallOptions
        {
            Behavior = RateLimitBehavior,
            MaxWait = MaxWait,
            Priority = Priority,
            UsesCache = !BypassesCache,
            Observer = Pump,
        };
    }

    // Who feeds a pipeline works in bulk; what is typed at a prompt has somebody waiting for it.
    private RateLimitPriority Priority => MyInvocation.ExpectingInput
        ? RateLimitPriority.Bulk
        : MyInvocation.CommandOrigin == CommandOrigin.Runspace ? RateLimitPriority.Interactive : RateLimitPriority.Normal;
}
