using System.Diagnostics;
using System.Globalization;
using DevFlow.Benchmarks.Figures;
using DevFlow.Benchmarks.Request;
using DevFlow.Core.Connections;
using DevFlow.Core.Credentials;
using DevFlow.Core.Listing;
using DevFlow.GitHub;
using DevFlow.TestKit;

namespace DevFlow.Benchmarks.Listing;

/// <summary>Listing 10,000 repositories at 50 ms latency: against a page loop, until the first object, and in memory.</summary>
internal sealed class ListingBench : IBench
{
    private const int Objects = 10_000;
    private const int FewObjects = 1_000;
    private const int LatencyMs = 50;
    private const int Rounds = 3;
    private const int Pages = 15;
    private const int WarmUps = 4;
    private const double LeastSpeedup = 2;
    private const double MostFirstObject = 1.5;
    private const double MostGrowth = 1.2;

    private static readonly IPlatformList<Repository> List = new GitHubPlugin().Repositories;

    public string Name => "listing";

    public string Summary => "Listing 10,000 repositories at 50 ms latency over a page loop; first object; memory";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        ProcessOptions options = Child.Of(new ListedSandboxChild(), $"{Objects}", $"{LatencyMs}") with { StandardInput = null, TimeLimit = TimeSpan.FromMinutes(8) };
        await using RunningProcess server = await RunningProcess.StartAsync(options, cancellationToken);
        await server.WaitForOutputAsync(";", cancellationToken);
        string[] place = server.Output[..server.Output.IndexOf(';', StringComparison.Ordinal)].Split(' ');
        GitHubPlugin plugin = new();
        Uri api = plugin.GetApiUri(new Uri(place[0]));
        CurrentSecret secret = new(CredentialKind.Token, "ada", SecretBuffer.FromChars(place[1]));
        using PlatformSession session = new(new ConnectionScope("bench", "github", plugin, api, new GivenSecret(secret)), Chain.Over(api, token: secret));

        // What a fresh process has yet to compile, to connect and to fill before the first collection is part of neither.
        for (int warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            await CountAsync(session, FewObjects, cancellationToken);
        }

        long[] memory = await MeasureMemoryAsync(session, cancellationToken);

        double[] ours = new double[Rounds];
        double[] loop = new double[Rounds];
        List<double> firsts = [];
        List<double> pages = [];
        for (int round = 0; round < Rounds; round++)
        {
            ours[round] = await TimeAsync(async () => await CountAsync(session, Objects, cancellationToken));
            loop[round] = await TimeAsync(() => LoopAsync(session, cancellationToken));
        }

        for (int page = 0; page < Pages; page++)
        {
            firsts.Add(await TimeAsync(async () => await CountAsync(session, 1, cancellationToken)));
            pages.Add(await TimeAsync(() => AskAsync(session, List.GetAddresses(api)[0], cancellationToken)));
        }

        Sample ourTimes = new(ours);
        Sample loopTimes = new(loop);
        Sample first = new(firsts);
        Sample one = new(pages);
        report.Note($"server: GitHub's sandbox in a process of its own, {Objects} repositories in pages of 100, {LatencyMs} ms before each answer");
        report.Figure("listing.speedup", Objects * 1000 / ourTimes.Median, Objects * 1000 / loopTimes.Median, "objects/s");
        report.Spread("listing ours", ourTimes, "ms");
        report.Spread("listing page loop", loopTimes, "ms");
        report.AtLeast("listing.speedup", loopTimes.Median / ourTimes.Median, LeastSpeedup);
        report.Figure("listing.first_object", first.Median, one.Median, "ms");
        report.AtMost("listing.first_object", first.Median / one.Median, MostFirstObject);
        report.Figure("listing.memory_growth", memory[1] / 1024.0 / 1024, memory[0] / 1024.0 / 1024, "MiB");
        report.AtMost("listing.memory_growth", (double)memory[1] / memory[0], MostGrowth);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        long started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task CountAsync(PlatformSession session, int wanted, CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (Repository _ in PageStream.ReadAsync(session, List, cancellationToken))
        {
            if (++count == wanted)
            {
                return;
            }
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Only {count} of {wanted} repositories came."));
    }

    // The working set when a listing has written its 1,000th and its last object.
    private static async Task<long[]> MeasureMemoryAsync(PlatformSession session, CancellationToken cancellationToken)
    {
        long[] bytes = new long[2];
        int count = 0;
        await foreach (Repository _ in PageStream.ReadAsync(session, List, cancellationToken))
        {
            count++;
            if (count == FewObjects || count == Objects)
            {
                bytes[count == FewObjects ? 0 : 1] = Environment.WorkingSet;
            }
        }

        return bytes;
    }

    // What a script does that follows the pages one by one.
    private static async Task LoopAsync(PlatformSession session, CancellationToken cancellationToken)
    {
        Uri? address = List.GetAddresses(session.Scope.ApiUri)[0];
        while (address is not null)
        {
            address = (await AskAsync(session, address, cancellationToken)).Following is [Uri next, ..] ? next : null;
        }
    }

    private static async Task<ItemPage<Repository>> AskAsync(PlatformSession session, Uri address, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        session.Api.Prepare(request);
        using HttpResponseMessage response = await session.Invoker.SendAsync(request, cancellationToken);
        return List.Read(response);
    }
}
