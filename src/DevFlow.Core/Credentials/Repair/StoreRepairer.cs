using System.Security.Cryptography;
using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>
/// Makes a damaged store usable again: sets aside what is not what was written, and makes the manifest anew from what can be authenticated.
/// A credential is kept where its file opens and is not older than the log says; what contradicts the log is not believed.
/// </summary>
internal sealed class StoreRepairer(StoreFolder folder, Ledger ledger, AuditNote note, TimeProvider time)
{
    private readonly Quarantine _quarantine = new(folder, time);
    private readonly List<StoreFinding> _found = [];
    private readonly List<AuditRecord> _records = [];
    private readonly Dictionary<CredentialId, LedgerEntry> _entries = [];

    /// <summary>What was not as it must be, and what is not known for sure any more.</summary>
    public IReadOnlyList<StoreFinding> Found => _found;

    /// <summary>Where the damaged files are now.</summary>
    public IReadOnlyList<string> SetAside => _quarantine.Files;

    /// <summary>Repairs; only while nobody changes what opens the store.</summary>
    public async Task RepairAsync(StoreKeys keys, CancellationToken cancellationToken)
    {
        using FileLock held = await folder.LockAsync(folder.StoreLock(), cancellationToken).ConfigureAwait(false);
        try
        {
            Repair(keys);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StoreFolder.Unwritable(folder.HomePath, error);
        }
    }

    private void Repair(StoreKeys keys)
    {
        SalvagedLog log = new LogSalvage(folder, _quarantine, time, finding => Note(finding)).Salvage(keys);
        foreach ((CredentialId id, LedgerEntry entry) in log.Entries)
        {
            _entries[id] = entry;
        }

        bool isComplete = _found.Count == 0;
        foreach (string path in folder.List(log.Entries))
        {
            Examine(path, keys, isComplete);
        }

        LogSegment segment = new(log.Next, RandomNumberGenerator.GetBytes(Aead.KeyLength));
        if (!log.Segments.Any(last => last.Number == segment.Number - 1))
        {
            LogFile.Overwrite(folder.HeadPath, new LogHead(segment.Start).ToBytes(segment.Key), durable: true);
        }

        PrivateFile.Write(folder.ManifestPath, new Manifest(log.Generation + 1, segment.Start, [.. log.Segments, segment], _entries).Seal(keys));

        // Also as lines: who has read the old segment to its end goes on with them and does not read the manifest again.
        ledger.GoOn(keys, [.. _records]);
    }

    private void Examine(string path, StoreKeys keys, bool isComplete)
    {
        if (CredentialId.TryParse(Path.GetFileNameWithoutExtension(path)) is not CredentialId id)
        {
            Note(StoreFolder.Finding(StoreFindingKind.Foreign, path, "it belongs to no credential"));
            _quarantine.Move(path);
            return;
        }

        LedgerEntry? entry = _entries.GetValueOrDefault(id);
        (CredentialFile? file, EnvelopeException? fault) = Open(path, keys);
        if (file?.IsRemoved(entry) == true)
        {
            return; // left behind by a process that ended while it removed it; not there for anybody
        }

        // Newer than the log says can only be what was written, whatever became of its line.
        bool isNewer = file?.Credential.Version > (entry?.Version ?? 0);
        fault ??= isNewer ? null : CredentialFile.FindFault(file, entry);
        if (fault is not null)
        {
            Note(StoreFolder.Finding(fault.Kind, path, fault.Message), id, new LedgerEntry((entry?.Version ?? 0) + 1, Digest: null));
            _quarantine.Move(path);
        }
        else if (isNewer)
        {
            string doubt = $"The credential '{file!.Credential.Name}' was kept at version {file.Credential.Version}; whether there was a later one, nothing tells any more.";
            Note(isComplete ? null : new StoreFinding(StoreFindingKind.Unrecorded, path, doubt), id, new LedgerEntry(file.Credential.Version, file.Digest));
        }
    }

    private void Note(StoreFinding? finding, CredentialId? id = null, LedgerEntry? entry = null)
    {
        if (finding is not null)
        {
            _found.Add(finding);
        }

        if (id is CredentialId known && entry is not null)
        {
            _entries[known] = entry;
        }

        _records.Add(new AuditRecord
        {
            Time = time.GetUtcNow(),
            Operation = AuditOperation.Repair,
            Actor = AuditActors.Current,
            Credential = id,
            Version = entry?.Version,
            Digest = entry?.Digest,
            Error = finding?.IsFault == true ? ErrorReason.StoreCorrupt : null,
            Note = note with { Caller = note.Caller ?? CallerScope.Current, Detail = finding?.Message },
        });
    }

    private static (CredentialFile? File, EnvelopeException? Fault) Open(string path, StoreKeys keys)
    {
        try
        {
            if (StoreFolder.TryRead(path, Envelope.MaxLength) is not byte[] content)
            {
                return (null, null);
            }

            CredentialFile file = CredentialFile.Parse(path, content, keys, new OpenedDescriptions());
            file.OpenSecret(keys).Dispose();
            return (file, null);
        }
        catch (EnvelopeException fault)
        {
            return (null, fault);
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            return (null, new EnvelopeException("it cannot be read, or its secret is not what was written", StoreFindingKind.Unreadable));
        }
    }
}
