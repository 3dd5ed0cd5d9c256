using System.Diagnostics;
using DevFlow.Benchmarks.Figures;
using DevFlow.Core.Credentials;
using DevFlow.Core.Files;

namespace DevFlow.Benchmarks.Credentials;

/// <summary>What the store costs beside the disk it writes to, and whether its size matters.</summary>
internal sealed class CredentialsBench : IBench
{
    private const int Few = 10;
    private const int Many = 10_000;

    /// <summary>About the length of a file of the store.</summary>
    private const int FileLength = 512;

    public string Name => "credentials";

    public string Summary => "Getting, setting, opening and listing credentials, beside what the disk needs for the same bytes";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using BenchStore small = new();
        using BenchStore large = new();
        await small.FillAsync(Few, cancellationToken);
        await large.FillAsync(Many, cancellationToken);
        report.Note($"stores of {Few} and of {Many:N0} credentials on {Path.GetTempPath()}, key in a file; a get is in the audit log, flushed to disk, before it is opened");

        Get(report, small, large);
        await SetAsync(report, small, cancellationToken);
        Open(report, small);
        List(report, large);
    }

    private static void Get(Report report, BenchStore small, BenchStore large)
    {
        List<double> few = [];
        List<double> many = [];
        List<double> lines = [];
        using FileStream log = PrivateFile.CreateNew(Path.Combine(small.Path, "bare.log"));
        byte[] line = new byte[FileLength];
        for (int round = 0; round < 1_000; round++)
        {
            // In turns: what else the machine does hits all alike.
            few.Add(Time(() => small.Store.OpenSecret(BenchStore.Name(round % Few), AuditNote.None).Dispose()));
            many.Add(Time(() => large.Store.OpenSecret(BenchStore.Name(round * 7919 % Many), AuditNote.None).Dispose()));
            lines.Add(Time(() =>
            {
                log.Write(line);
                log.Flush(flushToDisk: true);
            }));
        }

        Sample get = new(few.Skip(100));
        Sample among = new(many.Skip(100));
        Sample bare = new(lines.Skip(100));
        report.Figure("credentials.get_p50", get.Median, bare.Median, "ms");
        report.Note("the baseline appends as many bytes to a file and flushes them");
        report.Spread("credentials.get_p50 ours", get, "ms");
        report.Spread("credentials.get_p50 baseline", bare, "ms");
        report.AtMost("credentials.get_p50 ms", get.Median, 1);
        report.Figure("credentials.get_growth", among.Median, get.Median, "ms");
        report.Spread("credentials.get_growth ours", among, "ms");
        report.AtMost("credentials.get_growth ratio", among.Median / get.Median, 1.5);
    }

    private static async Task SetAsync(Report report, BenchStore store, CancellationToken cancellationToken)
    {
        List<double> ours = [];
        List<double> bare = [];
        PrivateFile writer = new(TimeProvider.System);
        byte[] content = new byte[FileLength];
        for (int round = 0; round < 500; round++)
        {
            ours.Add(await TimeAsync(() => store.SaveAsync(round % Few, cancellationToken)));
            bare.Add(await TimeAsync(() => writer.WriteAsync(Path.Combine(store.Path, $"bare-{round % Few}"), content, cancellationToken)));
        }

        Sample set = new(ours.Skip(50));
        Sample replace = new(bare.Skip(50));
        report.Figure("credentials.set_durable", set.Median, replace.Median, "ms");
        report.Note("the baseline writes as many bytes to a temporary file, flushes, renames and flushes the folder");
        report.Spread("credentials.set_durable ours", set, "ms");
        report.Spread("credentials.set_durable baseline", replace, "ms");
        report.AtMost("credentials.set_durable ratio", set.Median / replace.Median, 4);
    }

    private static void Open(Report report, BenchStore store)
    {
        List<double> ours = [];
        List<double> reads = [];
        string file = Path.Combine(store.Path, "bare-0");
        for (int round = 0; round < 200; round++)
        {
            ours.Add(Time(() =>
            {
                using CredentialStore opened = store.Open();
                opened.OpenSecret(BenchStore.Name(0), AuditNote.None).Dispose();
            }));
            reads.Add(Time(() => File.ReadAllBytes(file)));
        }

        Sample open = new(ours.Skip(20));
        Sample read = new(reads.Skip(20));
        report.Figure("credentials.open_keyfile", open.Median, read.Median, "ms");
        report.Note("from nothing read to the first secret, with up to 250 lines of the log after the manifest; the baseline reads one file");
        report.Spread("credentials.open_keyfile ours", open, "ms");
        report.AtMost("credentials.open_keyfile ms", open.Median, 10);
    }

    private static void List(Report report, BenchStore store)
    {
        List<double> ours = [];
        List<double> reads = [];
        for (int round = 0; round < 15; round++)
        {
            ours.Add(Time(() => store.Store.ListEntries()));
            reads.Add(Time(() => Array.ForEach(Directory.GetFiles(store.Path, "*.dfc", SearchOption.AllDirectories), static file => File.ReadAllBytes(file))));
        }

        Sample list = new(ours.Skip(3));
        Sample read = new(reads.Skip(3));
        report.Figure("credentials.list_10k", list.Median, read.Median, "ms");
        report.Note("the baseline reads the same files, one after the other");
        report.Spread("credentials.list_10k ours", list, "ms");
        report.Spread("credentials.list_10k baseline", read, "ms");
        report.AtMost("credentials.list_10k ms", list.Median, 250);
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        long start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
