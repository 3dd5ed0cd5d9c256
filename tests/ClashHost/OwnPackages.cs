using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;

namespace DevFlow.ClashHost;

#pragma warning disable CA1848 // One line, once.
/// <summary>Really uses the host's own versions, in methods of their own so that nothing loads them earlier.</summary>
internal static class OwnPackages
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string Use()
    {
        int calls = 0;
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 1, Delay = TimeSpan.Zero })
            .Build();
        pipeline.Execute(() =>
        {
            if (++calls == 1)
            {
                throw new InvalidOperationException("once");
            }
        });
        NullLogger.Instance.LogError("Nobody hears it.");
        return $"{calls} calls";
    }
}
