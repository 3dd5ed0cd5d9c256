using System.Runtime.ExceptionServices;
using DevFlow.Core.Files;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Credentials;

/// <summary>The files of the store under the keys that open them: every file it reads agrees with the ledger, every change is recorded there.</summary>
internal sealed class CredentialFiles(StoreFolder folder, Ledger ledger, StoreKeys keys, OpenedDescriptions opened, TimeProvider time, ILogger logger)
{
    public StoreKeys Keys => keys;

    /// <summary>The credential's file; null where there is none and none must be.</summary>
    public CredentialFile? Read(CredentialId id) => Inspect(id) switch
    {
        (_, EnvelopeException fault, _) => throw StoreFolder.Corrupt(folder.PathOf(id), fault.Message),
        (CredentialFile file, _, LedgerEntry entry) when file.IsRemoved(entry) => null,
        var (file, _, _) => file,
    };

    /// <summary>What is there, what is wrong with it, and what must be there.</summary>
    public (CredentialFile? File, EnvelopeException? Fault, LedgerEntry? Entry) Inspect(CredentialId id)
    {
        LedgerEntry? before = ledger.Find(keys, id);
        while (true)
        {
            (CredentialFile? file, EnvelopeException? fault) = TryParse(folder.PathOf(id));
            LedgerEntry? entry = ledger.Find(keys, id);
            fault ??= CredentialFile.FindFault(file, entry);

            // A writer may have come between the two looks; what held before and after is no race.
            if (fault is null || ReferenceEquals(before, entry))
            {
                return (file, fault, entry);
            }

            before = entry;
        }
    }

    /// <summary>All credentials: the readable by name, then those that were refused or are missing, each with its error.</summary>
    public IReadOnlyList<CredentialEntry> ReadAll()
    {
        IReadOnlyDictionary<CredentialId, LedgerEntry> expected = ledger.All(keys);
        try
        {
            return [.. folder.List(expected)
                .AsParallel()
                .Select(path => TryReadEntry(path, expected))
                .OfType<CredentialEntry>()
                .AsSequential()
                .OrderBy(static entry => entry.Credential is null)
                .ThenBy(static entry => entry.Credential?.Name ?? entry.Path, StringComparer.OrdinalIgnoreCase)];
        }
        catch (AggregateException several)
        {
            // What stops one of them, such as a store that was locked meanwhile, stops all.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
            throw;
        }
    }

    public SecretBuffer OpenSecret(CredentialFile file, AuditNote note)
    {
        Append(note with { Operation = note.Operation ?? AuditOperation.Reveal }, file.Id, file.Credential.Version);
        return file.OpenSecret(keys);
    }

    /// <summary>Notes that a file was refused, as far as the log can be written.</summary>
    public void ReportTampering(CredentialId id)
    {
        try
        {
            ledger.Append(keys, NewRecord(new AuditNote(AuditOperation.TamperDetected)) with { Credential = id, Error = ErrorReason.StoreCorrupt }, durable: false);
        }
        catch (DevFlowException error)
        {
            logger.LogWarning("{Message}", error.Message);
        }
    }

    /// <summary>Stores the next version and records it; only under the credential's lock.</summary>
    public async Task<Credential> WriteAsync(Credential draft, byte[] meta, ReadOnlyMemory<byte> secret, AuditNote note, CancellationToken cancellationToken)
    {
        CredentialId id = keys.IdOf(CredentialName.Parse(draft.Name));
        CredentialFile? current = Read(id);
        AuditOperation operation = note.Operation ?? (current is null ? AuditOperation.Create : AuditOperation.Update);

        // Its platform has ended the secret before: what is lost here is lost for good, so a full log does not hold it up.
        bool mustBeKept = operation is AuditOperation.Refresh or AuditOperation.Rotate;
        EnvelopeHeader header = new(
            keys.StoreId,
            id,
            draft.Kind,
            RecordLeftBehind(id, current, note, mustBeKept) + 1,
            Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds()));
        byte[] content = Envelope.Seal(header, keys, meta, secret.Span);
        await folder.WriteAsync(folder.PathOf(id), content, cancellationToken).ConfigureAwait(false);

        string fingerprint = Convert.ToHexStringLower(keys.FingerprintOf(secret.Span));
        TryRecord(CredentialFile.Parse(folder.PathOf(id), content, keys, opened), note with { Operation = operation }, fingerprint, mustBeKept);
        return MetaCodec.Decode(meta, header);
    }

    /// <summary>Puts a file under these keys where it is under their predecessors; only under the credential's lock.</summary>
    public async Task RewrapAsync(string path, StoreKeys from, CancellationToken cancellationToken)
    {
        if (StoreFolder.TryRead(path, Envelope.MaxLength) is byte[] content
            && StoreFolder.Refusing(path, () => Envelope.Parse(content)) is Envelope envelope
            && envelope.RootKeyId != keys.RootKeyId)
        {
            await folder.WriteAsync(path, StoreFolder.Refusing(path, () => envelope.Rewrap(from, keys)), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes what is there, readable or not; false where nothing is. Only under the credential's lock.</summary>
    public bool Remove(CredentialId id, AuditNote note)
    {
        string path = folder.PathOf(id);
        LedgerEntry? entry = ledger.Find(keys, id);
        if (entry?.Digest is null && !File.Exists(path))
        {
            return false;
        }

        // One version on: what a process wrote and did not record goes with it, and cannot come back as the next.
        Append(note with { Operation = note.Operation ?? AuditOperation.Remove }, id, (entry?.Version ?? 0) + 1);
        PrivateFile.Remove(path);
        return true;
    }

    /// <summary>Writes what concerns the whole store into the log.</summary>
    public void Record(AuditNote note, ErrorReason? error) =>
        ledger.Append(keys, NewRecord(note) with { Error = error }, durable: note.Operation is not (AuditOperation.List or AuditOperation.Lock));

    private CredentialEntry? TryReadEntry(string path, IReadOnlyDictionary<CredentialId, LedgerEntry> expected)
    {
        try
        {
            if (CredentialId.TryParse(Path.GetFileNameWithoutExtension(path)) is not CredentialId id)
            {
                throw StoreFolder.Corrupt(path, "it belongs to no credential");
            }

            // Mostly what is there is what was there when we began; only otherwise it is worth a closer look.
            (CredentialFile? file, EnvelopeException? fault) = TryParse(path);
            LedgerEntry? entry = expected.GetValueOrDefault(id);
            if (fault is not null || CredentialFile.FindFault(file, entry) is not null || file?.IsRemoved(entry) == true)
            {
                file = Read(id);
            }

            return file is null ? null : new CredentialEntry(path, file.Credential, Error: null);
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            return new CredentialEntry(path, Credential: null, error);
        }
    }

    private (CredentialFile? File, EnvelopeException? Fault) TryParse(string path)
    {
        try
        {
            return (StoreFolder.TryRead(path, Envelope.MaxLength) is byte[] content ? CredentialFile.Parse(path, content, keys, opened) : null, null);
        }
        catch (EnvelopeException fault)
        {
            return (null, fault);
        }
    }

    /// <summary>Records a version whose process ended before it could; returns the last version that is recorded.</summary>
    private long RecordLeftBehind(CredentialId id, CredentialFile? file, AuditNote note, bool mustBeKept)
    {
        LedgerEntry? entry = ledger.Find(keys, id);
        return file?.IsAhead(entry) == true && TryRecord(file, note with { Operation = AuditOperation.Repair }, fingerprint: null, mustBeKept)
            ? file.Credential.Version
            : entry?.Version ?? 0;
    }

    /// <returns>False where the log cannot be written and the file counts all the same; the next version then takes its number.</returns>
    private bool TryRecord(CredentialFile file, AuditNote note, string? fingerprint, bool mustBeKept)
    {
        try
        {
            AuditRecord record = NewRecord(note) with { Credential = file.Id, Version = file.Credential.Version, Digest = file.Digest, Fingerprint = fingerprint };
            ledger.Append(keys, record, durable: true);
            return true;
        }
        catch (DevFlowException error) when (mustBeKept && error.Reason == ErrorReason.AuditUnwritable)
        {
            logger.LogWarning("{Message} The new secret of '{Name}' is stored all the same.", error.Message, file.Credential.Name);
            return false;
        }
    }

    private void Append(AuditNote note, CredentialId id, long version) =>
        ledger.Append(keys, NewRecord(note) with { Credential = id, Version = version }, durable: true);

    private AuditRecord NewRecord(AuditNote note) =>
        new() { Time = time.GetUtcNow(), Operation = note.Operation ?? AuditOperation.List, Actor = AuditActors.Current, Note = note with { Caller = note.Caller ?? CallerScope.Current } };
}
