namespace DevFlow.Core.Credentials;

/// <summary>Reads what must be in the store: the manifest, and the lines of the log after it.</summary>
internal sealed class LedgerReader(StoreFolder folder)
{
    private const int Attempts = 10;

    /// <summary>What the files say now, from the manifest on.</summary>
    /// <exception cref="DevFlowException">StoreCorrupt where they are not what was written.</exception>
    public LedgerState Load(StoreKeys keys)
    {
        // Between reading the manifest and reading the log another process may have written the manifest anew; not every time.
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            LedgerState state = LoadOnce(keys);
            if (!state.IsManifestOld)
            {
                return state;
            }
        }

        throw StoreFolder.Corrupt(folder.ManifestPath, "it is older than the log says");
    }

    private LedgerState LoadOnce(StoreKeys keys)
    {
        // The head first: manifest and log only ever run ahead of it.
        byte[]? head = StoreFolder.TryRead(folder.HeadPath, LogHead.Length);
        if (StoreFolder.TryRead(folder.ManifestPath, Manifest.MaxLength) is not byte[] content)
        {
            throw StoreFolder.Corrupt(folder.ManifestPath, "it is missing");
        }

        Manifest manifest = StoreFolder.Refusing(folder.ManifestPath, () => Manifest.Open(content, keys));

        // A process that ended while it founded the store left no head; nothing was written then.
        bool isNew = head is null && manifest.Position.Sequence == 0 && LogFile.TryGetLength(folder.SegmentPath(1)) is null;
        LedgerState state = new(manifest) { Head = isNew ? null : ReadHead(head, manifest.Segments) };
        if (state.Head?.Position.Sequence < manifest.Position.Sequence)
        {
            throw StoreFolder.Corrupt(folder.HeadPath, "it is older than the manifest");
        }

        Follow(state, keys);
        return state.HasPassedHead
            ? state
            : throw StoreFolder.Corrupt(folder.SegmentPath(state.Position.Segment), "its end is missing");
    }

    private LogHead ReadHead(byte[]? bytes, IReadOnlyList<LogSegment> segments)
    {
        // Another process overwrites it in place: a reader may meet half of it, but not again and again.
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            if (bytes is not null && LogHead.TryParse(bytes, segments) is LogHead head)
            {
                return head;
            }

            bytes = StoreFolder.TryRead(folder.HeadPath, LogHead.Length);
        }

        throw StoreFolder.Corrupt(folder.HeadPath, bytes is null ? "it is missing" : "it is not what was written");
    }

    /// <summary>Takes the lines that were added since.</summary>
    public void Follow(LedgerState state, StoreKeys keys)
    {
        while (true)
        {
            string path = folder.SegmentPath(state.Position.Segment);
            long length = LogFile.TryGetLength(path) ?? 0;
            if (length < state.Position.Offset)
            {
                throw StoreFolder.Corrupt(path, "its end is missing");
            }

            if (length > state.Position.Offset)
            {
                ReplaySegment(state, path);
            }

            if (!state.HasEnded || !TryFindNext(state, keys))
            {
                return;
            }
        }
    }

    private static void ReplaySegment(LedgerState state, string path)
    {
        foreach ((ReadOnlyMemory<byte> line, LogPosition position) in LogReader.Read(path, state.Position, state.Current.Key))
        {
            state.Apply(StoreFolder.Refusing(path, () => AuditLine.ReadChange(line.Span)), position);
            if (state.HasEnded)
            {
                return;
            }
        }
    }

    /// <summary>Goes on in the next segment, which the manifest knows; false where its writer ended before it said so.</summary>
    private bool TryFindNext(LedgerState state, StoreKeys keys)
    {
        byte[] content = StoreFolder.TryRead(folder.ManifestPath, Manifest.MaxLength) ?? throw StoreFolder.Corrupt(folder.ManifestPath, "it is missing");
        return StoreFolder.Refusing(folder.ManifestPath, () => state.TryContinue(Manifest.Open(content, keys)));
    }
}
