using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>Looks at everything the store has, and says what is wrong with it instead of stopping at the first.</summary>
internal sealed class StoreVerifier(StoreFolder folder, Ledger ledger, TimeProvider time)
{
    private readonly List<StoreFinding> _findings = [];

    /// <param name="files">The store; null where none was founded.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public StoreReport Verify(CredentialFiles? files, CancellationToken cancellationToken)
    {
        int credentials = 0;
        long entries = 0;
        if (files is not null)
        {
            VerifyPermissions();
            entries = VerifyLog(files.Keys, cancellationToken);
            credentials = VerifyCredentials(files, cancellationToken);
        }

        return new StoreReport
        {
            VerifiedAt = time.GetUtcNow(),
            Credentials = credentials,
            AuditEntries = entries,
            Findings = [.. _findings.OrderByDescending(static finding => finding.IsFault)],
        };
    }

    private void VerifyPermissions()
    {
        // A link has no rights of its own; whoever reads one of the store refuses it.
        foreach (string path in folder.Everything().Where(static path => new FileInfo(path).LinkTarget is null))
        {
            if (PrivateFile.FindFault(path) is string fault)
            {
                Add(StoreFindingKind.Shared, path, fault);
            }

            if (StoreFolder.IsTemporary(path))
            {
                Add(StoreFindingKind.LeftOver, path, "a process ended while it wrote this file");
            }
        }
    }

    /// <returns>How many entries the log has.</returns>
    private long VerifyLog(StoreKeys keys, CancellationToken cancellationToken)
    {
        Manifest? manifest;
        try
        {
            manifest = StoreFolder.TryRead(folder.ManifestPath, Manifest.MaxLength) is byte[] content ? Manifest.Open(content, keys) : null;
        }
        catch (EnvelopeException fault)
        {
            Add(fault.Kind, folder.ManifestPath, fault.Message);
            return 0;
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            _findings.Add(new StoreFinding(StoreFindingKind.Unreadable, folder.ManifestPath, error.Message));
            return 0;
        }

        if (manifest is not null)
        {
            LogHead? head = ReadHead(manifest);
            LogVerifier verifier = new(folder, manifest.Segments);
            foreach (LogSegment segment in manifest.Segments)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (FindFault(verifier, segment, segment.EndAmong(manifest.Segments, head?.Position)) is StoreFinding finding)
                {
                    _findings.Add(finding);
                }
            }
        }

        // What goes beyond single files (a head or a manifest that is missing or too old), opening the log finds.
        try
        {
            return ledger.Reload(keys).Sequence;
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            if (!_findings.Exists(finding => finding.Path == error.Target && finding.IsFault))
            {
                bool isThere = File.Exists(error.Target);
                _findings.Add(new StoreFinding(isThere ? StoreFindingKind.RolledBack : StoreFindingKind.Deleted, error.Target!, error.Message));
            }

            return 0;
        }
    }

    private LogHead? ReadHead(Manifest manifest)
    {
        try
        {
            return StoreFolder.TryRead(folder.HeadPath, LogHead.Length) is byte[] bytes ? LogHead.TryParse(bytes, manifest.Segments) : null;
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            _findings.Add(new StoreFinding(StoreFindingKind.Unreadable, folder.HeadPath, error.Message));
            return null;
        }
    }

    private static StoreFinding? FindFault(LogVerifier verifier, LogSegment segment, LogPosition? end)
    {
        try
        {
            return verifier.FindFault(segment, end);
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            return new StoreFinding(StoreFindingKind.Unreadable, error.Target!, error.Message, segment.Start.Sequence);
        }
    }

    /// <returns>How many credentials there are.</returns>
    private int VerifyCredentials(CredentialFiles files, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<CredentialId, LedgerEntry> expected;
        try
        {
            expected = ledger.All(files.Keys);
        }
        catch (DevFlowException)
        {
            return 0; // said above
        }

        int count = 0;
        foreach (string path in folder.List(expected))
        {
            cancellationToken.ThrowIfCancellationRequested();
            count += VerifyCredential(files, path) ? 1 : 0;
        }

        return count;
    }

    private bool VerifyCredential(CredentialFiles files, string path)
    {
        if (CredentialId.TryParse(Path.GetFileNameWithoutExtension(path)) is not CredentialId id)
        {
            Add(StoreFindingKind.Foreign, path, "it belongs to no credential");
            return false;
        }

        try
        {
            (CredentialFile? file, EnvelopeException? fault, LedgerEntry? entry) = files.Inspect(id);
            if (fault is not null)
            {
                Add(fault.Kind, path, fault.Message);
                return false;
            }

            file?.OpenSecret(files.Keys).Dispose();
            if (file?.IsAhead(entry) == true)
            {
                Add(StoreFindingKind.Unrecorded, path, "a process ended before it recorded this version");
            }
            else if (file?.IsRemoved(entry) == true)
            {
                Add(StoreFindingKind.LeftOver, path, "a process ended before it deleted this file of a removed credential");
                return false;
            }

            return file is not null;
        }
        catch (DevFlowException error) when (error.Reason == ErrorReason.StoreCorrupt)
        {
            _findings.Add(new StoreFinding(StoreFindingKind.Edited, path, error.Message));
            return false;
        }
    }

    private void Add(StoreFindingKind kind, string path, string cause) =>
        _findings.Add(StoreFolder.Finding(kind, path, cause));
}
