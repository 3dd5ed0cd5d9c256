using System.Runtime.InteropServices;
using DevFlow;
using DevFlow.Core;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Http;
using DevFlow.Core.Limits;
using DevFlow.GitHub;
using DevFlow.GitLab;
using DevFlow.LimitHost;
using Microsoft.Extensions.Logging.Abstractions;

HostOptions options = HostOptions.Parse(args[0]);
TimeProvider time = options is { Skew: 0, Rate: 1 } ? TimeProvider.System : new DriftingTime(TimeSpan.FromSeconds(options.Skew), options.Rate);
IPlatformPlugin plugin = options.Platform == "github" ? new GitHubPlugin() : new GitLabPlugin();
using CurrentSecret secret = new(CredentialKind.Token, "", SecretBuffer.FromChars(options.Token));
ConnectionScope scope = new("main", options.Platform, plugin, options.Address, new GivenSecret(secret));
LimiterFolder folder = new(HomeFolder.Open(options.Home), time, NullLogger.Instance);
using Limiters limiters = new(folder.Open, time);
Limiter limiter = limiters.For(scope);
switch (options.Mode)
{
    case "call":
        await CallAsync();
        return 0;
    case "hammer":
        await Hammer.RunAsync(limiter);
        return 0;
    case "hold":
        await Hammer.HoldAsync(limiter);
        return 0;
    case "kills":
        return await new Killer(options, limiter).RunAsync();
    default:
        return 2;
}

async Task CallAsync()
{
    IRateLimitDialect dialect = options.Platform == "bucket" ? new BucketDialect(options.Capacity, options.Refill) : new ScaledDialect(plugin.Limits!, options.Clock, options.Learns);
    using HttpMessageInvoker invoker = new(HttpChain.CreateSockets());
    Caller caller = new(options, limiter, dialect, invoker);
    await caller.WarmUpAsync();
    Console.Out.WriteLine(limiter.IsShared ? "shared" : "private");
    if (options.WaitsForLine)
    {
        await Console.In.ReadLineAsync();
    }

    using CancellationTokenSource end = new(TimeSpan.FromSeconds(options.Seconds));
    await Task.WhenAll(Enumerable.Range(0, options.Callers).Select(_ => caller.RunAsync(end.Token)));
    Console.Out.WriteLine(caller);
}
