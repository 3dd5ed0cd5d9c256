using DevFlow.Benchmarks.Figures;

namespace DevFlow.Benchmarks.Events;

/// <summary>The event bus, in memory and on disk.</summary>
internal sealed class EventsBench : IBench
{
    public string Name => "events";

    public string Summary => "The event bus: dispatch in memory, the journal, growth with handlers and history, scripts and pipelines";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await DispatchFigures.VolatileAsync(report, cancellationToken);
        await DispatchFigures.ChannelCostAsync(report, cancellationToken);
        await DispatchFigures.GrowthAsync(report, cancellationToken);
        await JournalFigures.DurableAsync(report, cancellationToken);
        await JournalFigures.GrowthAsync(report, cancellationToken);
        await ScriptFigures.RunAsync(report, cancellationToken);
    }
}
