using System.Buffers;
using System.Security.Cryptography;
using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>
/// The audit log, and by it the memory of what must be in the store: the manifest is what was true at one place of the log, and the
/// lines after it are what changed since. A write costs one line however many credentials there are.
/// </summary>
/// <remarks>
/// Order of a write: line, flush, head. The head is written after the line is on disk and is not flushed itself, so it never promises
/// what a power failure may take. Lines that are not flushed leave it as it is.
/// </remarks>
internal sealed class Ledger(StoreFolder folder, TimeProvider time, LedgerLimits limits)
{
    private readonly LedgerReader _reader = new(folder);
    private readonly Lock _gate = new();
    private readonly Lock _turn = new();
    private readonly List<PendingLine> _waiting = [];
    private LedgerState? _state;
    private StoreKeys? _keys;

    /// <summary>Begins the log of a store that is being founded; only under the lock of the store.</summary>
    public void Found(StoreKeys keys)
    {
        if (File.Exists(folder.SegmentPath(1)))
        {
            throw StoreFolder.Corrupt(folder.DescriptorPath, "it is missing, but there is a log");
        }

        LogPosition start = new(Segment: 1, Offset: 0, Sequence: 0, new byte[SHA256.HashSizeInBytes]);
        LogSegment first = new(start, RandomNumberGenerator.GetBytes(Aead.KeyLength));
        PrivateFile.Write(folder.ManifestPath, new Manifest(Generation: 1, start, [first], new Dictionary<CredentialId, LedgerEntry>()).Seal(keys));
    }

    /// <summary>What must be there of the credential as of now; null where there never was one.</summary>
    public LedgerEntry? Find(StoreKeys keys, CredentialId id)
    {
        lock (_gate)
        {
            return CatchUp(keys).Entries.GetValueOrDefault(id);
        }
    }

    /// <summary>What must be there of all credentials as of now.</summary>
    public IReadOnlyDictionary<CredentialId, LedgerEntry> All(StoreKeys keys)
    {
        lock (_gate)
        {
            return new Dictionary<CredentialId, LedgerEntry>(CatchUp(keys).Entries);
        }
    }

    /// <summary>Where the log ends as of now, and its segments.</summary>
    public (LogPosition End, IReadOnlyList<LogSegment> Segments) Extent(StoreKeys keys)
    {
        lock (_gate)
        {
            LedgerState state = CatchUp(keys);
            return (state.Position, [.. state.Segments]);
        }
    }

    /// <summary>Forgets what was read and reads all of it again, from the files alone; where the log ends.</summary>
    public LogPosition Reload(StoreKeys keys)
    {
        lock (_gate)
        {
            _state = null;
            return CatchUp(keys).Position;
        }
    }

    /// <summary>Reads all of it again after a repair, and adds what it did; only while nobody else holds the lock of the store.</summary>
    public void GoOn(StoreKeys keys, AuditRecord[] repairs)
    {
        lock (_gate)
        {
            _state = null;
            Write(CatchUp(keys), keys, repairs, durable: true);
        }
    }

    /// <summary>Adds a line.</summary>
    /// <param name="keys">The keys of the store.</param>
    /// <param name="record">What it says.</param>
    /// <param name="durable">True where it must be on disk before anything else happens.</param>
    /// <exception cref="DevFlowException">AuditUnwritable where it cannot be written; nothing is then changed.</exception>
    public void Append(StoreKeys keys, AuditRecord record, bool durable)
    {
        PendingLine line = new(record, durable);
        lock (_waiting)
        {
            _waiting.Add(line);
        }

        // Whose turn it is writes what waits for all, with one flush: fifty writers need hardly more time than one.
        lock (_turn)
        {
            if (!line.IsSettled)
            {
                WriteWaiting(keys);
            }
        }

        try
        {
            line.ThrowIfFailed();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DevFlowException { Reason: ErrorReason.HomeUnusable })
        {
            throw new DevFlowException(
                ErrorReason.AuditUnwritable,
                $"The audit log of the credential store '{folder.HomePath}' cannot be written: {error.Message.TrimEnd('.')}.",
                "Free space on the disk, or give this account the right to write there, then repeat the command.",
                error) { Target = folder.HomePath };
        }
    }

    /// <summary>Writes the manifest anew, under the keys given; only while nobody else holds the lock of the store.</summary>
    public void Checkpoint(StoreKeys keys)
    {
        using FileLock held = folder.LockStore();
        lock (_gate)
        {
            Checkpoint(CatchUp(keys), keys);
        }
    }

    // What was read is dropped with the keys it was read with: a store that is unlocked again is looked at anew.
    private LedgerState CatchUp(StoreKeys keys)
    {
        if (!ReferenceEquals(_keys, keys))
        {
            (_keys, _state) = (keys, null);
        }

        if (_state is null)
        {
            return _state = _reader.Load(keys);
        }

        try
        {
            _reader.Follow(_state, keys);
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            // A repair gives the store another log, under a manifest later than any this process has seen; an earlier one was put back.
            LedgerState latest = _reader.Load(keys);
            if (latest.Generation <= _state.Generation)
            {
                throw;
            }

            _state = latest;
        }

        return _state;
    }

    private void WriteWaiting(StoreKeys keys)
    {
        PendingLine[] lines;
        lock (_waiting)
        {
            lines = [.. _waiting];
            _waiting.Clear();
        }

        Exception? failure = null;
        try
        {
            folder.Create();
            using FileLock held = folder.LockStore();
            lock (_gate)
            {
                LedgerState state = CatchUp(keys);
                Write(state, keys, [.. lines.Select(static line => line.Record)], Array.Exists(lines, static line => line.IsDurable));
                if (state.LinesSinceCheckpoint >= limits.CheckpointLines || state.Position.Offset >= limits.SegmentLength)
                {
                    TryCheckpoint(state, keys);
                }
            }
        }
        catch (Exception error)
        {
            failure = error; // told to everyone whose line it was
        }

        Array.ForEach(lines, line => line.Settle(failure));
    }

    private void Write(LedgerState state, StoreKeys keys, AuditRecord[] records, bool durable)
    {
        if (state.Head is null)
        {
            WriteHead(state, durable: true);
        }

        if (state.HasEnded)
        {
            Checkpoint(state, keys);
        }

        ArrayBufferWriter<byte> lines = new(1024);
        LogPosition position = state.Position;
        LogPosition[] positions = new LogPosition[records.Length];
        for (int i = 0; i < records.Length; i++)
        {
            byte[] line = AuditLine.Write(records[i], position, state.Current.Key);
            lines.Write(line);
            lines.Write("\n"u8);
            positions[i] = position = position.After(line);
        }

        LogFile.Append(folder.SegmentPath(position.Segment), state.Position.Offset, lines.WrittenSpan, durable);
        foreach ((AuditRecord record, LogPosition after) in records.Zip(positions))
        {
            state.Apply(new LedgerChange(record.Operation, record.Credential, record.Version, record.Digest), after);
        }

        if (durable)
        {
            WriteHead(state, durable: false);
        }
    }

    private void WriteHead(LedgerState state, bool durable)
    {
        LogHead head = new(state.Position);
        LogFile.Overwrite(folder.HeadPath, head.ToBytes(state.Current.Key), durable);
        state.Head = head;
    }

    // The line that led here is written, and stays so; the manifest is as well written with the next.
    private void TryCheckpoint(LedgerState state, StoreKeys keys)
    {
        try
        {
            Checkpoint(state, keys);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _state = null; // whatever of it is on disk is read again
        }
    }

    private void Checkpoint(LedgerState state, StoreKeys keys)
    {
        if (state.Position.Offset >= limits.SegmentLength && !state.HasEnded)
        {
            Write(state, keys, [Housekeeping(AuditOperation.EndSegment)], durable: true);
        }

        // Lines and head durable, so that a head before the manifest's place can only be an older one put back.
        LogFile.Flush(folder.SegmentPath(state.Position.Segment));
        WriteHead(state, durable: true);
        Manifest manifest = state.ToManifest();
        PrivateFile.Write(folder.ManifestPath, manifest.Seal(keys));
        state.GoOn(manifest);

        // Tells the other processes, and whoever opens the store with an older manifest, that there is this one.
        Write(state, keys, [Housekeeping(AuditOperation.Checkpoint) with { Version = manifest.Generation }], durable: true);
    }

    private AuditRecord Housekeeping(AuditOperation operation) => new() { Time = time.GetUtcNow(), Operation = operation, Actor = AuditActors.Current };
}
