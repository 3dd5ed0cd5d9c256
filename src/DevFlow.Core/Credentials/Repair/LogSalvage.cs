using System.Globalization;
using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>
/// Takes from a damaged manifest and log what can still be authenticated, and sets the rest aside: whole segments, and of the last one the
/// lines before the first that is not what was written. Only under the lock of the store.
/// </summary>
internal sealed class LogSalvage(StoreFolder folder, Quarantine quarantine, TimeProvider time, Action<StoreFinding> lose)
{
    public SalvagedLog Salvage(StoreKeys keys)
    {
        if (TryOpenManifest(keys) is not Manifest manifest)
        {
            return BeginAnew();
        }

        LedgerState state = new(manifest) { Head = ReadHead(manifest) };
        List<LogSegment> whole = [.. manifest.Segments.Where(segment => segment.Number < manifest.Position.Segment && IsWhole(segment, manifest))];
        if (TryReplay(state))
        {
            whole.Add(state.Current);
            End(state);
        }

        if (state.IsManifestOld)
        {
            // Still there until the new one replaces it: the keys of the log are in it, and a process may be killed at any moment.
            lose(StoreFolder.Finding(StoreFindingKind.RolledBack, folder.ManifestPath, "it is older than the log says"));
            quarantine.Copy(folder.ManifestPath);
        }

        foreach (int number in Numbers().Where(number => number > state.Position.Segment))
        {
            Lose(StoreFindingKind.Foreign, folder.SegmentPath(number), "the manifest does not know it, so that its lines cannot be authenticated");
        }

        return new SalvagedLog(Math.Max(state.Generation, manifest.Generation), state.Position with { Segment = state.Position.Segment + 1, Offset = 0 }, whole, state.Entries);
    }

    private Manifest? TryOpenManifest(StoreKeys keys)
    {
        string path = folder.ManifestPath;
        try
        {
            if (StoreFolder.TryRead(path, Manifest.MaxLength) is byte[] content)
            {
                return Manifest.Open(content, keys);
            }

            Lose(StoreFindingKind.Deleted, path, "it is missing, and with it the keys of the log");
        }
        catch (EnvelopeException fault)
        {
            Lose(fault.Kind, path, $"{fault.Message}, and the keys of the log were in it");
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            Lose(StoreFindingKind.Unreadable, path, "it cannot be read, and the keys of the log are in it");
        }

        return null;
    }

    // Counted by seconds from now on: later than any generation that was counted one by one, so that other processes take it for newer.
    private SalvagedLog BeginAnew()
    {
        int last = Numbers().DefaultIfEmpty(0).Max();
        foreach (int number in Numbers())
        {
            Lose(StoreFindingKind.Unreadable, folder.SegmentPath(number), "without the manifest its lines cannot be authenticated");
        }

        quarantine.Move(folder.HeadPath);
        LogPosition next = new(last + 1, Offset: 0, Sequence: 0, new byte[SHA256.HashSizeInBytes]);
        return new SalvagedLog(time.GetUtcNow().ToUnixTimeSeconds(), next, [], new Dictionary<CredentialId, LedgerEntry>());
    }

    private LogHead? ReadHead(Manifest manifest)
    {
        string path = folder.HeadPath;
        byte[]? bytes = null;
        try
        {
            bytes = StoreFolder.TryRead(path, LogHead.Length);
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            bytes = [];
        }

        LogHead? head = bytes is null ? null : LogHead.TryParse(bytes, manifest.Segments);
        if (head is null && (bytes is not null || manifest.Position.Sequence > 0 || Numbers().Length > 0))
        {
            Lose(bytes is null ? StoreFindingKind.Deleted : StoreFindingKind.Edited, path, "without it nobody knows whether the end of the log was cut");
        }
        else if (head?.Position.Sequence < manifest.Position.Sequence)
        {
            Lose(StoreFindingKind.RolledBack, path, "it is older than the manifest");
            head = null;
        }

        return head;
    }

    private bool IsWhole(LogSegment segment, Manifest manifest)
    {
        if (FindFault(segment, segment.EndAmong(manifest.Segments, end: null)) is not StoreFinding fault)
        {
            return true;
        }

        Lose(fault);
        return false;
    }

    /// <returns>False where the segment could not be kept.</returns>
    private bool TryReplay(LedgerState state)
    {
        LogSegment segment = state.Current;
        string path = folder.SegmentPath(segment.Number);
        LogPosition known = state.Position;
        StoreFinding? fault = FindFault(segment, known.Offset == 0 ? null : known);
        Replay(state, path);
        if (fault is null && !state.HasPassedHead)
        {
            lose(new StoreFinding(StoreFindingKind.Truncated, path, $"The file '{path}' ends after line {state.Position.Sequence}; it went on to line {state.Head!.Position.Sequence}.", state.Position.Sequence + 1));
        }

        if (fault is null)
        {
            return true;
        }

        byte[] prefix = ReadPrefix(path, state.Position.Offset);
        Lose(fault);
        if (fault.Sequence <= known.Sequence || prefix.Length < state.Position.Offset)
        {
            return false;
        }

        if (prefix.Length > 0)
        {
            LogFile.Append(path, offset: 0, prefix, durable: true);
        }

        return true;
    }

    private static void Replay(LedgerState state, string path)
    {
        try
        {
            foreach ((ReadOnlyMemory<byte> line, LogPosition position) in LogReader.Read(path, state.Position, state.Current.Key))
            {
                state.Apply(AuditLine.ReadChange(line.Span), position);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or EnvelopeException or DevFlowException { Reason: ErrorReason.StoreCorrupt })
        {
            return; // said by whoever looked for faults; what came before counts
        }
    }

    private StoreFinding? FindFault(LogSegment segment, LogPosition? end)
    {
        string path = folder.SegmentPath(segment.Number);
        try
        {
            return new LogVerifier(folder, [segment]).FindFault(segment, end);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DevFlowException { Reason: ErrorReason.StoreCorrupt })
        {
            return new StoreFinding(StoreFindingKind.Unreadable, path, error.Message, segment.Start.Sequence);
        }
    }

    private static byte[] ReadPrefix(string path, long length)
    {
        try
        {
            using FileStream? stream = StoreFolder.TryOpenRead(path);
            byte[] prefix = new byte[Math.Min(length, stream?.Length ?? 0)];
            stream?.ReadExactly(prefix);
            return prefix;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DevFlowException { Reason: ErrorReason.StoreCorrupt })
        {
            return [];
        }
    }

    // As a checkpoint does it, so that a process that reads meanwhile, or has read before, goes on in the next segment by itself.
    private void End(LedgerState state)
    {
        if (!state.HasEnded)
        {
            AuditRecord end = new() { Time = time.GetUtcNow(), Operation = AuditOperation.EndSegment, Actor = AuditActors.Current };
            byte[] line = AuditLine.Write(end, state.Position, state.Current.Key);
            LogFile.Append(folder.SegmentPath(state.Position.Segment), state.Position.Offset, [.. line, (byte)'\n'], durable: true);
            state.Apply(new LedgerChange(AuditOperation.EndSegment, Credential: null, Version: null, Digest: null), state.Position.After(line));
        }

        LogFile.Overwrite(folder.HeadPath, new LogHead(state.Position).ToBytes(state.Current.Key), durable: true);
    }

    private int[] Numbers() =>
        [.. folder.Segments().Select(static path => int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0).Where(static number => number > 0)];

    private void Lose(StoreFindingKind kind, string path, string cause) => Lose(StoreFolder.Finding(kind, path, cause));

    private void Lose(StoreFinding finding)
    {
        lose(finding);
        quarantine.Move(finding.Path);
    }
}
