namespace DevFlow.TestKit;

/// <summary>A folder of its own for a test, deleted with what is in it.</summary>
public sealed class TempFolder : IDisposable
{
    /// <param name="awkward">Gives the name a space and a letter outside ASCII, as home folders have them.</param>
    public TempFolder(bool awkward = false)
    {
        string name = "devflow-" + Guid.NewGuid().ToString("N")[..12] + (awkward ? " ü [x]" : "");
        Path = Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), name)).FullName;
    }

    public string Path { get; }

    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a text file, with the folders it needs, and gives its path.</summary>
    public string Write(string name, string text)
    {
        string path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A child that is still ending may hold a file on Windows; the system cleans its temp folder.
        }
    }
}
