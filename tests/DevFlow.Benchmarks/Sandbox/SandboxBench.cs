using DevFlow.Benchmarks.Figures;
using DevFlow.TestKit;

namespace DevFlow.Benchmarks.Sandbox;

/// <summary>How many simple authenticated GETs a sandbox answers, beside Kestrel with the same bytes and nothing to do.</summary>
internal sealed class SandboxBench : IBench
{
    private const double Least = 20_000;
    private const int Rounds = 7;
    private const string Path = "/user";

    private static readonly string[] Limits = ["core", "points", "concurrency"];
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    public string Name => "sandbox";

    public string Summary => "Authenticated GETs a second of GitHub's sandbox, over those of bare Kestrel";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using RunningProcess sandbox = await StartAsync(new SandboxServerChild(), Limits, cancellationToken);
        (Uri address, string token) = Read(sandbox);

        // The first round tells how large an answer is; tiered compilation rewrites what is called often.
        (_, int size) = await Load.RunAsync(address, Path, token, Round * 2, cancellationToken);
        await using RunningProcess kestrel = await StartAsync(new BareKestrelChild(), [$"{size}"], cancellationToken);
        (Uri bare, _) = Read(kestrel);
        await Load.RunAsync(bare, Path, token, Round, cancellationToken);

        List<double> ours = [];
        List<double> baseline = [];
        for (int i = 0; i < Rounds; i++)
        {
            ours.Add((await Load.RunAsync(address, Path, token, Round, cancellationToken)).Rate);
            baseline.Add((await Load.RunAsync(bare, Path, token, Round, cancellationToken)).Rate);
        }

        Sample served = new(ours);
        Sample most = new(baseline);
        report.Note($"load: 32 connections from this process, GET {Path}, answers of {size} bytes; servers in processes of their own");
        report.Figure("sandbox.get", served.Median, most.Median, "requests/s");
        report.Spread("sandbox.get ours", served, "requests/s");
        report.Spread("sandbox.get baseline", most, "requests/s");
        report.AtLeast("sandbox.get requests/s", served.Median, Least);
    }

    private static async Task<RunningProcess> StartAsync(IChild child, string[] arguments, CancellationToken cancellationToken)
    {
        ProcessOptions options = Child.Of(child, arguments) with { StandardInput = null, TimeLimit = TimeSpan.FromMinutes(5) };
        RunningProcess process = await RunningProcess.StartAsync(options, cancellationToken);
        await process.WaitForOutputAsync(";", cancellationToken);
        return process;
    }

    private static (Uri Address, string Token) Read(RunningProcess process)
    {
        string[] words = process.Output[..process.Output.IndexOf(';', StringComparison.Ordinal)].Split(' ');
        return (new Uri(words[0]), words[1]);
    }
}
