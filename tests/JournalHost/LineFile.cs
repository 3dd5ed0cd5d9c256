using System.Text;

namespace DevFlow.JournalHost;

/// <summary>Lines that survive the process being killed: each is one write to the system, which keeps it.</summary>
internal sealed class LineFile : IAsyncDisposable
{
    private readonly FileStream _file;
    private readonly HashSet<string> _lines;

    public LineFile(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        _lines = [.. Encoding.ASCII.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    public IReadOnlySet<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return _lines.ToHashSet(StringComparer.Ordinal);
            }
        }
    }

    /// <returns>False where the line is there already.</returns>
    public bool TryAdd(string line)
    {
        lock (_lines)
        {
            if (!_lines.Add(line))
            {
                return false;
            }

            _file.Write(Encoding.ASCII.GetBytes(line + "\n"));
            return true;
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
