using System.Security.Cryptography;

namespace DevFlow.Core.Credentials;

/// <summary>What the manifest and the log after it say, as far as this process has read or written it.</summary>
internal sealed class LedgerState
{
    private readonly long _loadedGeneration;
    private readonly Dictionary<CredentialId, LedgerEntry> _entries;
    private readonly List<LogSegment> _segments;

    public LedgerState(Manifest manifest)
    {
        _loadedGeneration = manifest.Generation;
        _entries = new Dictionary<CredentialId, LedgerEntry>(manifest.Entries);
        _segments = [.. manifest.Segments];
        Generation = manifest.Generation;
        Position = manifest.Position;
    }

    public IReadOnlyDictionary<CredentialId, LedgerEntry> Entries => _entries;

    public IReadOnlyList<LogSegment> Segments => _segments;

    public LogSegment Current => _segments.First(segment => segment.Number == Position.Segment);

    public LogPosition Position { get; private set; }

    public long Generation { get; private set; }

    public long LinesSinceCheckpoint { get; private set; }

    /// <summary>True after the last line of a segment.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>How far the log goes at least; null where none was written yet.</summary>
    public LogHead? Head
    {
        get;
        set
        {
            field = value;
            HasPassedHead = value is null || value.Position.IsSamePlace(Position);
        }
    }

    /// <summary>False where the log ended before its head, or is another than the one the head was written for.</summary>
    public bool HasPassedHead { get; private set; } = true;

    /// <summary>True where the log tells of a later manifest than the one this began with.</summary>
    public bool IsManifestOld => Generation > _loadedGeneration;

    /// <summary>Takes a line.</summary>
    public void Apply(LedgerChange change, LogPosition position)
    {
        LinesSinceCheckpoint++;
        switch (change)
        {
            case { Operation: AuditOperation.Checkpoint, Version: long generation }:
                Generation = generation;
                LinesSinceCheckpoint = 0;
                break;
            case { Operation: AuditOperation.EndSegment }:
                HasEnded = true;
                break;
            case { Operation: AuditOperation.Remove or AuditOperation.Repair, Credential: CredentialId id, Version: long version, Digest: null }:
                _entries[id] = new LedgerEntry(version, Digest: null);
                break;
            case { Credential: CredentialId id, Version: long version, Digest: byte[] digest }:
                _entries[id] = new LedgerEntry(version, digest);
                break;
        }

        Position = position;
        HasPassedHead |= Head?.Position.IsSamePlace(position) ?? true;
    }

    /// <summary>Goes on in the segment after the one that ended; false where the manifest does not know one.</summary>
    public bool TryContinue(Manifest latest)
    {
        if (latest.Segments.FirstOrDefault(segment => segment.Number == Position.Segment + 1) is not LogSegment next)
        {
            return false;
        }

        Start(next);
        return true;
    }

    /// <summary>The manifest of this moment; begins the next segment where one has ended.</summary>
    public Manifest ToManifest()
    {
        if (!HasEnded)
        {
            return new Manifest(Generation + 1, Position, _segments, _entries);
        }

        LogSegment next = new(Position with { Segment = Position.Segment + 1, Offset = 0 }, RandomNumberGenerator.GetBytes(Aead.KeyLength));
        return new Manifest(Generation + 1, next.Start, [.. _segments, next], _entries);
    }

    /// <summary>Goes on after a manifest that is on disk.</summary>
    public void GoOn(Manifest written)
    {
        Generation = written.Generation;
        if (HasEnded)
        {
            Start(written.Segments[^1]);
        }
    }

    private void Start(LogSegment segment)
    {
        if (!segment.Start.IsSamePlace(Position))
        {
            throw new EnvelopeException("it goes on after another log");
        }

        _segments.Add(segment);
        Position = segment.Start;
        HasEnded = false;
    }
}
