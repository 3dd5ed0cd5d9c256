namespace DevFlow.Core.Credentials;

/// <summary>Reads the audit log from its beginning and gives the credentials their names back.</summary>
internal sealed class AuditReader(StoreFolder folder, Ledger ledger)
{
    /// <summary>The entries, oldest first, as far as the log went when the first was asked for.</summary>
    /// <param name="keys">The keys of the store; null where none was founded.</param>
    /// <param name="query">Which entries.</param>
    /// <param name="list">The credentials there are, to name the entries by.</param>
    /// <param name="cancellationToken">Ends it between two entries, wanted or not.</param>
    /// <exception cref="DevFlowException">StoreCorrupt at the first line that is not what was written there.</exception>
    public IEnumerable<AuditEntry> Read(StoreKeys? keys, AuditQuery query, Func<IReadOnlyList<Credential>> list, CancellationToken cancellationToken)
    {
        if (keys is null)
        {
            yield break;
        }

        (LogPosition end, IReadOnlyList<LogSegment> segments) = ledger.Extent(keys);
        Dictionary<CredentialId, string> names = list().ToDictionary(credential => keys.IdOf(CredentialName.Parse(credential.Name)), static credential => credential.Name);
        CredentialId? wanted = query.Name is string name ? keys.IdOf(CredentialName.Parse(name)) : null;
        if (wanted is CredentialId id)
        {
            names.TryAdd(id, query.Name!);
        }

        foreach (LogSegment segment in segments)
        {
            string path = folder.SegmentPath(segment.Number);
            LogPosition last = segment.Start;
            foreach ((ReadOnlyMemory<byte> line, LogPosition position) in LogReader.Read(path, segment.Start, segment.Key).TakeWhile(read => read.Position.Sequence <= end.Sequence))
            {
                cancellationToken.ThrowIfCancellationRequested();
                last = position;
                AuditRecord record = StoreFolder.Refusing(path, () => AuditLine.Read(line));
                if (IsWanted(record, query, wanted))
                {
                    yield return ToEntry(record, position.Sequence, names);
                }
            }

            if (segment.EndAmong(segments, end) is LogPosition expected && !last.IsSamePlace(expected))
            {
                throw StoreFolder.Corrupt(path, "its end is missing");
            }
        }
    }

    private static bool IsWanted(AuditRecord record, AuditQuery query, CredentialId? wanted) =>
        (wanted is null || record.Credential == wanted)
        && query.Operations?.Contains(record.Operation) != false
        && !(record.Time < query.Since)
        && !(record.Time >= query.Until);

    private static AuditEntry ToEntry(AuditRecord record, long sequence, Dictionary<CredentialId, string> names) => new()
    {
        Sequence = sequence,
        Time = record.Time,
        Operation = record.Operation,
        Name = record.Credential is CredentialId id ? names.GetValueOrDefault(id) : null,
        CredentialId = record.Credential?.ToString(),
        Version = record.Version,
        Error = record.Error,
        Actor = record.Actor,
        Command = record.Note.Caller?.Command,
        Script = record.Note.Caller is { Script: string script } caller ? $"{script}:{caller.Line}" : null,
        Detail = record.Note.Detail,
        Why = record.Note.Why,
        Target = record.Note.Target,
        Fingerprint = record.Fingerprint,
    };
}
