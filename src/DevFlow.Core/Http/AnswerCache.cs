using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DevFlow.Core.Files;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Http;

/// <summary>
/// The answers kept below <c>cache/</c>, a folder for each connection: private files, for they hold what private projects say.
/// Losing one costs a call, so nothing is flushed and nothing that fails here fails a call.
/// </summary>
/// <param name="home">Where the files are.</param>
/// <param name="logger">Hears of files that cannot be written.</param>
/// <param name="time">The clock by which the oldest go first.</param>
/// <param name="capacity">The most bytes all files take.</param>
internal sealed class AnswerCache(HomeFolder home, ILogger<AnswerCache> logger, TimeProvider time, long capacity = 64 * 1024 * 1024)
{
    /// <summary>Set to <c>off</c> to keep nothing.</summary>
    public const string Switch = "DEVFLOW_CACHE";

    private const string Part = "cache";
    private const int LargestAnswer = 1024 * 1024;
    private const int MostRemembered = 10_000;

    // Files that were looked for in vain: a look at the disk costs more than all else the chain does for a call.
    private readonly ConcurrentDictionary<Question, bool> _absent = new();
    private readonly Lock _gate = new();
    private long _size = -1;

    /// <summary>The cache; null where the user wants none.</summary>
    public static AnswerCache? Open(HomeFolder home, ILogger<AnswerCache> logger, TimeProvider time) =>
        string.Equals(Environment.GetEnvironmentVariable(Switch), "off", StringComparison.OrdinalIgnoreCase) ? null : new AnswerCache(home, logger, time);

    /// <summary>What is kept; null where nothing is.</summary>
    public CachedAnswer? Find(in Question question)
    {
        if (_absent.ContainsKey(question))
        {
            return null;
        }

        try
        {
            string path = FileOf(question);
            if (File.Exists(path))
            {
                CachedAnswer? answer = CachedAnswer.FromBytes(File.ReadAllBytes(path));
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
                return answer;
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or DevFlowException)
        {
            logger.LogDebug(failed, "A kept answer cannot be read");
        }

        if (_absent.Count >= MostRemembered)
        {
            _absent.Clear();
        }

        _absent[question] = true;
        return null;
    }

    public void Keep(in Question question, CachedAnswer answer)
    {
        byte[] bytes = answer.ToBytes();
        if (bytes.Length > LargestAnswer)
        {
            return;
        }

        try
        {
            string path = FileOf(question);
            string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".tmp-{Guid.NewGuid():N}");
            using (FileStream stream = PrivateFile.CreateNew(temporary))
            {
                stream.Write(bytes);
            }

            File.SetLastWriteTimeUtc(temporary, time.GetUtcNow().UtcDateTime);
            File.Move(temporary, path, overwrite: true);
            _absent.TryRemove(question, out _);
            Grow(bytes.Length);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or DevFlowException)
        {
            logger.LogDebug(failed, "An answer cannot be kept");
        }
    }

    private string FileOf(in Question question) => home.File($"{Part}/{HashOf(question.Connection)}/{HashOf($"{question.Address}\n{question.Accept}")}");

    // Names of projects and people stand in addresses: no name of a file tells them.
    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private void Grow(int bytes)
    {
        lock (_gate)
        {
            _size = _size < 0 ? Files().Sum(static file => file.Length) : _size + bytes;
            if (_size <= capacity)
            {
                return;
            }

            // Down to four fifths, so that the next answers need not do it again. Overwritten files were counted twice: count anew.
            FileInfo[] files = [.. Files().OrderBy(static file => file.LastWriteTimeUtc)];
            _size = files.Sum(static file => file.Length);
            foreach (FileInfo file in files)
            {
                if (_size <= capacity / 5 * 4)
                {
                    break;
                }

                file.Delete();
                _size -= file.Length;
            }
        }
    }

    private IEnumerable<FileInfo> Files() => new DirectoryInfo(home.Folder(Part)).EnumerateFiles("*", SearchOption.AllDirectories);
}
