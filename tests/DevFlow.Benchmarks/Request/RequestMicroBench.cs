using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using DevFlow.Benchmarks.Figures;

namespace DevFlow.Benchmarks.Request;

/// <summary>The chain without any network: where its time and its allocations go.</summary>
internal sealed class RequestMicroBench : IBench
{
    private const int Iterations = 15;

    public string Name => "request-micro";

    public string Summary => "The HTTP chain over an in-memory handler against that handler alone (ns and bytes a call)";

    public Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        // In this process: the default toolchain would spend most of the minute on compiling a project.
        Job job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(10).WithIterationCount(Iterations).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(500));
        ManualConfig config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Path.Combine(TestKit.RepositoryRoot.Path, "out", "benchmarks"));
        Summary summary = BenchmarkRunner.Run<RequestMicro>(config);
        if (summary.HasCriticalValidationErrors || summary.Reports.Any(static one => one.ResultStatistics is null))
        {
            throw new InvalidOperationException("BenchmarkDotNet measured nothing: " + string.Join(' ', summary.ValidationErrors.Select(static error => error.Message)));
        }

        BenchmarkReport ours = Report(summary, nameof(RequestMicro.OverChain));
        BenchmarkReport bare = Report(summary, nameof(RequestMicro.Bare));
        report.Figure("request.micro", ours.ResultStatistics!.Median, bare.ResultStatistics!.Median, "ns");
        report.Figure("request.allocated", Bytes(ours), Bytes(bare), "B");
        report.Spread("request.micro ours", new Sample(ours.ResultStatistics.OriginalValues), "ns");
        report.Spread("request.micro baseline", new Sample(bare.ResultStatistics.OriginalValues), "ns");
        return Task.CompletedTask;
    }

    private static BenchmarkReport Report(Summary summary, string method) =>
        summary.Reports.Single(one => one.BenchmarkCase.Descriptor.WorkloadMethod.Name == method);

    private static double Bytes(BenchmarkReport report) =>
        report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? throw new InvalidOperationException("The allocations were not measured.");
}
