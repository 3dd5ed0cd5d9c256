using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace DevFlow.Core.Plugins;

/// <summary>The files of a plugin in memory. What is checked and what is loaded are the same bytes, whatever happens on disk meanwhile.</summary>
internal sealed class PluginPackage : IPluginFiles
{
    /// <param name="files">By path, its parts parted by slashes.</param>
    /// <param name="origin">Where they were taken from.</param>
    /// <exception cref="DevFlowException">The manifest is missing or cannot be used.</exception>
    public PluginPackage(IReadOnlyDictionary<string, byte[]> files, string origin)
    {
        Files = files;
        Origin = origin;
        Hashes = files.ToDictionary(static file => file.Key, static file => Convert.ToHexStringLower(SHA256.HashData(file.Value)), StringComparer.Ordinal);
        Digest = DigestOf(Hashes);
        Manifest = files.TryGetValue(PluginManifest.FileName, out byte[]? manifest)
            ? PluginManifest.Parse(manifest, $"{origin}: {PluginManifest.FileName}")
            : throw PackageReader.Refuse(origin, $"it has no {PluginManifest.FileName}");
    }

    public IReadOnlyDictionary<string, byte[]> Files { get; }

    public string Origin { get; }

    public PluginManifest Manifest { get; }

    /// <summary>The SHA-256 of each file, in lower-case hexadecimal digits.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; }

    /// <summary>The SHA-256 over all of it: that of the lines <c>sha256sum</c> writes for the files in ordinal order of their names.</summary>
    public string Digest { get; }

    public static string DigestOf(IReadOnlyDictionary<string, string> hashes) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(hashes.OrderBy(static file => file.Key, StringComparer.Ordinal).Select(static file => $"{file.Value}  {file.Key}\n")))));

    public Assembly? Load(PluginLoadContext context, string path)
    {
        if (!Files.TryGetValue(path, out byte[]? assembly))
        {
            return null;
        }

        using MemoryStream content = new(assembly, writable: false);
        using MemoryStream? symbols = Files.TryGetValue(Path.ChangeExtension(path, ".pdb"), out byte[]? pdb) ? new MemoryStream(pdb, writable: false) : null;
        return context.LoadFromStream(content, symbols);
    }
}
