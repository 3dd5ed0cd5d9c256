using System.Diagnostics;
using System.Text.Json;
using DevFlow.Core.Limits;

namespace DevFlow.LimitHost;

/// <summary>Kills processes that hammer the shared memory, and looks after each that what they leave behind is whole.</summary>
internal sealed class Killer(HostOptions options, Limiter limiter)
{
    private const int AtOnce = 3;
    private readonly Random _random = new(7);

    public async Task<int> RunAsync()
    {
        List<Process> running = [];
        try
        {
            for (int kill = 0; kill < options.Kills; kill++)
            {
                while (running.Count < AtOnce)
                {
                    running.Add(await StartAsync());
                }

                await Task.Delay(_random.Next(1, 20));
                Process victim = running[_random.Next(running.Count)];
                running.Remove(victim);
                victim.Kill();
                await victim.WaitForExitAsync();
                victim.Dispose();
                await CheckAsync($"after kill {kill + 1}", Hammer.Slots.Limit / 4);
            }
        }
        finally
        {
            foreach (Process process in running)
            {
                process.Kill();
                await process.WaitForExitAsync();
                process.Dispose();
            }
        }

        await CheckAsync("after all", Hammer.Slots.Limit);
        if (!limiter.IsShared)
        {
            throw new InvalidOperationException("The memory is not shared any more.");
        }

        Console.Out.WriteLine($"kills {options.Kills} whole");
        return 0;
    }

    // Everything is to be had again, at the latest when the grace of what the killed had under way is over.
    private async Task CheckAsync(string when, double wanted)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        List<RateLimitLease> leases = [];
        try
        {
            while (leases.Count < wanted)
            {
                leases.Add(await limiter.AcquireAsync([new RateLimitCharge(Hammer.Slots)], RateLimitDemand.Patient, patience.Token));
            }
        }
        catch (OperationCanceledException late)
        {
            throw new InvalidOperationException($"Only {leases.Count} of {wanted} came back {when}.", late);
        }

        foreach ((Bucket bucket, BucketView view) in limiter.List())
        {
            if (!(double.IsFinite(view.InFlight) && view.InFlight >= 0 && view.InFlight <= view.Limit && view.Spent >= 0))
            {
                throw new InvalidOperationException($"{bucket.Name} is damaged {when}: {view}");
            }
        }

        leases.ForEach(static lease => lease.Settle(CallOutcome.NotSent));
    }

    private async Task<Process> StartAsync()
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [typeof(Killer).Assembly.Location, JsonSerializer.Serialize(options with { Mode = "hammer" }, JsonSerializerOptions.Web)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        await process.StandardOutput.ReadLineAsync();
        return process;
    }
}
