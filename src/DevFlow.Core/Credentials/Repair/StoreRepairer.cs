using System.Security.Cryptography;
using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>
/// Makes a damaged store usable again: sets aside what is not what was written, and makes the manifest anew from what can be authenticated.
/// A credential is kept where its file opens and is not older than the log says; what contradicts the log is not believed.
/// </summary>
internal sealed class StoreRepairer(StoreFolder folder, Ledger ledger, TimeProvider time)
{
    private readonly Quarantine _quarantine = new(folder, time);
    private readonly List<StoreFinding> _lost = [];
    private readonly Dictionary<CredentialId, LedgerEntry> _entries = [];

    /// <summary>What was found, each with what follows from it.</summary>
    public IReadOnlyList<StoreFinding> Lost => _lost;

    /// <summary>Where the damaged files are now.</summary>
    public IReadOnlyList<string> SetAside => _quarantine.Files;

    /// <summary>Repairs; only while nobody changes what opens the store.</summary>
    public async Task RepairAsync(StoreKeys keys, CancellationToken cancellationToken)
    {
        using FileLock held = await folder.LockAsync(folder.StoreLock(), cancellationToken).ConfigureAwait(false);
        SalvagedLog log = new LogSalvage(folder, _quarantine, time, _lost.Add).Salvage(keys);
        foreach ((CredentialId id, LedgerEntry entry) in log.Entries)
        {
            _entries[id] = entry;
        }

        bool isComplete = _lost.Count == 0;
        foreach (string path in folder.List().Union(Expected(log), StringComparer.Ordinal))
        {
            Examine(path, keys, isComplete);
        }

        LogSegment segment = new(log.Next, RandomNumberGenerator.GetBytes(Aead.KeyLength));
        LogFile.Overwrite(folder.HeadPath, new LogHead(segment.Start).ToBytes(segment.Key), durable: true);
        PrivateFile.Write(folder.ManifestPath, new Manifest(log.Generation + 1, segment.Start, [.. log.Segments, segment], _entries).Seal(keys));
        ledger.Forget();
    }

    private IEnumerable<string> Expected(SalvagedLog log) => log.Entries.Where(static pair => pair.Value.Digest is not null).Select(pair => folder.PathOf(pair.Key));

    private void Examine(string path, StoreKeys keys, bool isComplete)
    {
        if (CredentialId.TryParse(Path.GetFileNameWithoutExtension(path)) is not CredentialId id)
        {
            Lose(StoreFindingKind.Foreign, path, "it belongs to no credential");
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
            Lose(fault.Kind, path, fault.Message);
            _entries[id] = new LedgerEntry((entry?.Version ?? 0) + 1, Digest: null);
        }
        else if (isNewer)
        {
            _entries[id] = new LedgerEntry(file!.Credential.Version, file.Digest);
            if (!isComplete)
            {
                _lost.Add(new StoreFinding(StoreFindingKind.Unrecorded, path, $"The credential '{file.Credential.Name}' was kept at version {file.Credential.Version}; whether there was a later one, nothing tells any more."));
            }
        }
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

    private void Lose(StoreFindingKind kind, string path, string cause)
    {
        _lost.Add(new StoreFinding(kind, path, $"The file '{path}' is not as it must be: {cause}."));
        _quarantine.Move(path);
    }
}
