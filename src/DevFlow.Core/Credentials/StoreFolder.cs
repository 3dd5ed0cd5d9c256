using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>Where the store's files are, and how they are read, written and locked.</summary>
/// <remarks>
/// <code>
/// credentials/store.json             which store this is
/// credentials/c/&lt;credId&gt;.dfc         one file a credential
/// credentials/manifest.dfm           what must be there, at one place of the log
/// credentials/audit/000001.jsonl     the log, a file a segment
/// credentials/audit/head             how far the log is on disk
/// credentials/quarantine/&lt;time&gt;/    what a repair set aside
/// credentials/locks/unlock.lock      held while what opens the store, or its root key, is changed
/// credentials/locks/store.lock       held while store.json is written and while the log is written
/// credentials/locks/&lt;credId&gt;.lock    held while one credential is written
/// </code>
/// </remarks>
internal sealed class StoreFolder(HomeFolder home, TimeProvider time)
{
    private const string Root = "credentials";
    private const string Descriptor = "store.json";
    private const string Files = Root + "/c";
    private const string Locks = Root + "/locks";
    private const string Audit = Root + "/" + AuditName;
    private const string Quarantine = Root + "/quarantine";
    private const string AuditName = "audit";
    private const string Extension = ".dfc";

    /// <summary>No write takes longer.</summary>
    private static readonly TimeSpan LeftOverAge = TimeSpan.FromMinutes(10);

    private readonly PrivateFile _writer = new(time);
    private volatile bool _locksWork;

    public string HomePath => home.Path;

    public string DescriptorPath => Path.Combine(home.Path, Root, Descriptor);

    public string ManifestPath => Path.Combine(home.Path, Root, "manifest.dfm");

    public string HeadPath => Path.Combine(AuditFolder, "head");

    private string AuditFolder => Path.Combine(home.Path, Root, AuditName);

    public string SegmentPath(int number) => Path.Combine(AuditFolder, $"{number:D6}.jsonl");

    /// <summary>Creates the folders; reading never does.</summary>
    public void Create()
    {
        home.Folder(Files);
        home.Folder(Locks);
        home.Folder(Audit);
    }

    public string CredentialFolder => Path.Combine(home.Path, Root, "c");

    public string PathOf(CredentialId id) => Path.Combine(CredentialFolder, id + Extension);

    public string LockOf(CredentialId id) => home.File($"{Locks}/{id}.lock");

    public string UnlockMethodsLock() => home.File($"{Locks}/unlock.lock");

    public string StoreLock() => home.File($"{Locks}/store.lock");

    /// <summary>The files of all credentials, in an order that is the same every time.</summary>
    public IReadOnlyList<string> List()
    {
        string folder = CredentialFolder;
        if (!Directory.Exists(folder))
        {
            return [];
        }

        string[] files = Directory.GetFiles(folder, "*" + Extension);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>The files of credentials that are there, and those that must be.</summary>
    public IEnumerable<string> List(IReadOnlyDictionary<CredentialId, LedgerEntry> expected) =>
        List().Union(expected.Where(static pair => pair.Value.Digest is not null).Select(pair => PathOf(pair.Key)), StringComparer.Ordinal);

    /// <summary>The files of the log, in their order.</summary>
    public IReadOnlyList<string> Segments()
    {
        return Directory.Exists(AuditFolder) ? [.. Directory.EnumerateFileSystemEntries(AuditFolder, "*.jsonl").Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>A new folder for what a repair sets aside.</summary>
    public string CreateQuarantine(string name) => home.Folder($"{Quarantine}/{name}");

    /// <summary>Every folder and file of the store, but for what a repair set aside as it was.</summary>
    public IEnumerable<string> Everything()
    {
        string root = Path.Combine(home.Path, Root);
        string quarantine = Path.Combine(root, "quarantine") + Path.DirectorySeparatorChar;
        return Directory.Exists(root)
            ? Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Where(path => !path.StartsWith(quarantine, StringComparison.Ordinal)).Prepend(root)
            : [];
    }

    /// <summary>Deletes what processes that ended while they wrote left behind long ago.</summary>
    public void Sweep()
    {
        string[] temporary = [.. Everything().Where(IsTemporary)];
        if (temporary.Length == 0)
        {
            return;
        }

        // By the file system's clock: a process whose own is ahead would delete what others are writing.
        DateTime limit = Everything().Max(File.GetLastWriteTimeUtc) - LeftOverAge;
        foreach (string path in temporary.Where(path => File.GetLastWriteTimeUtc(path) < limit))
        {
            File.Delete(path);
        }
    }

    public static bool IsTemporary(string path) => Path.GetFileName(path).StartsWith(".tmp-", StringComparison.Ordinal);

    /// <summary>The whole file; null where there is none.</summary>
    public static byte[]? TryRead(string path, int maxLength)
    {
        try
        {
            using FileStream? stream = TryOpenRead(path);
            if (stream is null)
            {
                return null;
            }

            if (stream.Length > maxLength)
            {
                throw Corrupt(path, "it is too long");
            }

            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Corrupt(path, $"it cannot be read ({error.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Opens a file of the store; null where there is none.</summary>
    public static FileStream? TryOpenRead(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget is null ? PrivateFile.OpenRead(path) : throw Corrupt(path, "it is a symbolic link");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Replaces a file whole or not at all.</summary>
    public async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await _writer.WriteAsync(path, content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, error);
        }
    }

    /// <summary>Takes a lock that is known to hold others off.</summary>
    public async Task<FileLock> LockAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return RequireEffective(await FileLock.TakeAsync(path, time, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, error);
        }
    }

    /// <summary>Takes the lock of the log, which is held for the moment of a write.</summary>
    public FileLock LockStore() => RequireEffective(FileLock.Take(StoreLock(), time));

    public static DevFlowException Unwritable(string path, Exception error) =>
        new(
            ErrorReason.HomeUnusable,
            $"The file '{path}' of the credential store cannot be written: {error.Message.TrimEnd('.')}. What was stored before is unchanged.",
            "Free space on the disk, or give this account the right to write there.",
            error) { Target = path };

    private FileLock RequireEffective(FileLock held)
    {
        _locksWork = _locksWork || held.IsEffective();
        if (_locksWork)
        {
            return held;
        }

        held.Dispose();
        throw new DevFlowException(
            ErrorReason.HomeUnusable,
            $"The file system of '{home.Path}' does not lock files, so two processes could overwrite each other's credentials.",
            "Set DEVFLOW_HOME to a folder on a local disk, and do not set DOTNET_SYSTEM_IO_DISABLEFILELOCKING.") { Target = home.Path };
    }

    /// <summary>Names the file in what its reader refuses.</summary>
    public static T Refusing<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EnvelopeException error)
        {
            throw Corrupt(path, error.Message);
        }
    }

    /// <summary>What a look at a file found.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="path">The file.</param>
    /// <param name="cause">The same in words, as a clause.</param>
    public static StoreFinding Finding(StoreFindingKind kind, string path, string cause) => new(kind, path, $"The file '{path}' is not as it must be: {cause}.");

    public static DevFlowException Corrupt(string path, string cause) =>
        new(
            ErrorReason.StoreCorrupt,
            $"The file '{path}' of the credential store was refused: {cause}.",
            Path.GetFileName(path) == Descriptor
                ? "Restore the file from a backup: what opens the store is in it, and nothing can make it anew."
                : "Test-DevFlowCredentialStore shows all that is wrong. Restore the file from a backup, or set it aside with Repair-DevFlowCredentialStore; a secret that may have been tampered with should be revoked at its platform.")
        { Target = path };
}
