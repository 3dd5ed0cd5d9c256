using DevFlow.Core.Credentials;
using DevFlow.Core.Files;

namespace DevFlow.Core.Plugins;

/// <summary>The folder <c>plugins/</c> below the home: a folder for each installed plugin, and the sealed record of them.</summary>
internal sealed class PluginStore(HomeFolder home, CredentialStore credentials, TimeProvider time)
{
    private const string FolderName = "plugins";
    private const long MaxRecordBytes = 4 * 1024 * 1024;

    private readonly string _folder = Path.Combine(home.Path, FolderName);

    private string RecordPath => Path.Combine(_folder, "plugins.json");

    /// <summary>Changes when the record does; cheap enough to ask before every use.</summary>
    public (DateTime Written, long Length) Stamp
    {
        get
        {
            FileInfo file = new(RecordPath);
            return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        }
    }

    /// <summary>The record as it is on disk, not yet trusted.</summary>
    /// <exception cref="DevFlowException">It cannot be read; <see cref="ErrorReason.StoreCorrupt"/>.</exception>
    public SealedRecord Read()
    {
        FileInfo file = new(RecordPath);
        if (!file.Exists)
        {
            return SealedRecord.None;
        }

        try
        {
            return file.Length > MaxRecordBytes ? throw new FormatException("it is too large") : SealedRecord.Parse(File.ReadAllBytes(file.FullName));
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw Corrupt(error.Message, error);
        }
    }

    /// <summary>Refuses a record that DevFlow did not write under the keys of this credential store.</summary>
    public void RequireGenuine(SealedRecord record)
    {
        if (ReferenceEquals(record, SealedRecord.None))
        {
            return;
        }

        if (credentials.Unlocker.TryOpen() is not StoreKeys keys)
        {
            throw Corrupt("the credential store that sealed it is not there");
        }

        if (!record.IsSealedBy(keys))
        {
            throw Corrupt("its seal does not fit: it was changed, or comes from another home");
        }
    }

    /// <summary>Changes the record once the audit log says so, and removes the folders nothing names any more.</summary>
    /// <param name="change">Gets the present record, trusted, and returns the next.</param>
    /// <param name="note">What the audit log is told.</param>
    /// <param name="cancellationToken">Cancels the wait for other processes.</param>
    public async Task<PluginRecord> ChangeAsync(Func<PluginRecord, PluginRecord> change, AuditNote note, CancellationToken cancellationToken)
    {
        StoreKeys keys = credentials.Unlocker.TryOpen() ?? await credentials.Unlocker.FoundAsync(cancellationToken).ConfigureAwait(false);
        using FileLock held = await FileLock.TakeAsync(home.File($"{FolderName}/plugins.lock"), time, cancellationToken).ConfigureAwait(false);
        SealedRecord current = Read();
        RequireGenuine(current);
        PluginRecord next = change(current.Record);
        credentials.Record(note);
        await new PrivateFile(time).WriteAsync(RecordPath, SealedRecord.Create(next, keys).ToBytes(), cancellationToken).ConfigureAwait(false);
        Sweep(next);
        return next;
    }

    /// <summary>Tells the audit log of what holds for this session only, which needs no store that can be opened.</summary>
    public void RecordForSession(AuditNote note) => credentials.RecordWhereItCanBe(note with { Detail = note.Detail + ", for one session" });

    /// <summary>Copies a package into a folder of its own, readable by its owner alone. Only within <see cref="ChangeAsync"/>.</summary>
    public InstalledPlugin Copy(PluginPackage package)
    {
        string name = $"{package.Manifest.Id}-{Guid.NewGuid():N}";
        foreach ((string path, byte[] content) in package.Files)
        {
            using FileStream file = PrivateFile.CreateNew(home.File($"{FolderName}/{name}/{path}"));
            PrivateFile.WriteAt(file.SafeFileHandle, content, offset: 0);
            file.Flush(flushToDisk: true);
        }

        return new InstalledPlugin
        {
            Id = package.Manifest.Id,
            Version = package.Manifest.Version,
            Folder = name,
            Origin = package.Origin,
            InstalledAt = time.GetUtcNow(),
            Files = package.Hashes,
        };
    }

    public string FolderOf(InstalledPlugin plugin) => Path.Combine(_folder, plugin.Folder);

    /// <summary>Reads an installed plugin; what was not installed is not looked at.</summary>
    /// <exception cref="DevFlowException">A file is not what was installed; <see cref="ErrorReason.PluginInvalid"/>.</exception>
    public PluginPackage Open(InstalledPlugin plugin)
    {
        PluginPackage package = new(plugin.Files.Keys.ToDictionary(static path => path, path => ReadFile(plugin, path), StringComparer.Ordinal), FolderOf(plugin));
        if (package.Hashes.FirstOrDefault(file => plugin.Files[file.Key] != file.Value).Key is string changed)
        {
            throw Changed(plugin, changed, "it is not what was installed");
        }

        return package.Manifest.Id == plugin.Id ? package : throw Changed(plugin, PluginManifest.FileName, $"it is of the plugin '{package.Manifest.Id}'");
    }

    private byte[] ReadFile(InstalledPlugin plugin, string path)
    {
        try
        {
            return PackagePath.IsSafe(path) ? File.ReadAllBytes(Path.Combine(FolderOf(plugin), path)) : throw new IOException("its name leads elsewhere");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Changed(plugin, path, error.Message);
        }
    }

    // A process that ended between copying and recording left one behind; a process that has it open on Windows keeps it for now.
    private void Sweep(PluginRecord record)
    {
        foreach (string folder in Directory.EnumerateDirectories(_folder))
        {
            if (record.Plugins.All(plugin => plugin.Folder != Path.GetFileName(folder)))
            {
                try
                {
                    Directory.Delete(folder, recursive: true);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    continue; // with the next change
                }
            }
        }
    }

    private static DevFlowException Changed(InstalledPlugin plugin, string path, string cause) => new(
        ErrorReason.PluginInvalid,
        $"The file '{path}' of the plugin '{plugin.Id}' was refused: {cause.TrimEnd('.')}.",
        $"Find out who changed it. Then install the plugin again: Install-DevFlowPlugin <package> -Force, or remove it: Uninstall-DevFlowPlugin {plugin.Id}.") { Target = plugin.Id };

    private DevFlowException Corrupt(string cause, Exception? inner = null) => new(
        ErrorReason.StoreCorrupt,
        $"The record of the installed plugins, '{RecordPath}', is not trusted: {cause.TrimEnd('.')}.",
        "Find out who changed it. Then remove that file and install the plugins again; the built-in ones work without it.",
        inner)
    { Target = RecordPath };
}
