using System.Globalization;
using DevFlow.Core.Files;

namespace DevFlow.Core.Credentials;

/// <summary>
/// Moves damaged files out of the way, into <c>credentials/quarantine/&lt;time&gt;/</c>: nothing is deleted, for a file that DevFlow refuses
/// may still tell a person what happened, or be good again where only its rights were wrong.
/// </summary>
internal sealed class Quarantine(StoreFolder folder, TimeProvider time)
{
    private readonly List<string> _files = [];
    private string? _target;

    /// <summary>Where they are now.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Moves a file, a link itself, or whatever else stands there; nothing where nothing does.</summary>
    public void Move(string path)
    {
        FileInfo file = new(path);
        if (!Path.Exists(path) && file.LinkTarget is null)
        {
            return;
        }

        string target = Target(path);
        if (file.LinkTarget is null && Directory.Exists(path))
        {
            Directory.Move(path, target);
        }
        else
        {
            File.Move(path, target);
        }

        PrivateFile.SyncFolderOf(target);
        PrivateFile.SyncFolderOf(path);
        _files.Add(target);
    }

    /// <summary>Keeps a copy of a file that is needed where it is until it is replaced.</summary>
    public void Copy(string path)
    {
        string target = Target(path);
        PrivateFile.Write(target, File.ReadAllBytes(path));
        _files.Add(target);
    }

    private string Target(string path)
    {
        _target ??= folder.CreateQuarantine(time.GetUtcNow().UtcDateTime.ToString("yyyyMMddTHHmmssfffZ", CultureInfo.InvariantCulture));
        return Path.Combine(_target, Path.GetFileName(path));
    }
}
