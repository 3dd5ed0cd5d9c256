using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace DevFlow.Core.Webhooks;

/// <summary>
/// Addresses and networks, of IPv4 and IPv6, and files of such: one a line, or what GitHub's <c>/meta</c> answers, of which
/// <c>hooks</c> counts. A file that changes is read again within a second; one that became unreadable keeps its last content.
/// </summary>
internal sealed class NetworkList
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly IPNetwork[] _fixed;
    private readonly string[] _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private Dictionary<string, (DateTime WrittenAt, IPNetwork[] Networks)> _read = [];
    private long _lookedAt;

    private NetworkList(IPNetwork[] networks, string[] files, TimeProvider time, ILogger logger)
    {
        _fixed = networks;
        _files = files;
        _time = time;
        _logger = logger;
        foreach (string file in files)
        {
            _read[file] = (File.GetLastWriteTimeUtc(file), ReadFile(file));
        }

        _lookedAt = time.GetTimestamp();
    }

    /// <summary>True where nothing is listed.</summary>
    public bool IsEmpty => _fixed.Length == 0 && _files.Length == 0;

    /// <param name="entries">Addresses, networks and paths of files.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of files that became unreadable.</param>
    /// <exception cref="DevFlowException">An entry is none of them; <see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static NetworkList Parse(IEnumerable<string> entries, TimeProvider time, ILogger logger)
    {
        List<IPNetwork> networks = [];
        List<string> files = [];
        foreach (string entry in entries)
        {
            if (TryParse(entry, out IPNetwork network))
            {
                networks.Add(network);
            }
            else if (File.Exists(entry))
            {
                files.Add(Path.GetFullPath(entry));
            }
            else
            {
                throw Invalid($"'{entry}' is neither an address, nor a network such as 192.30.252.0/22, nor a file.");
            }
        }

        return new NetworkList([.. networks], [.. files], time, logger);
    }

    public bool Contains(IPAddress address)
    {
        Follow();
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_fixed, network => network.Contains(plain))
            || Volatile.Read(ref _read).Values.Any(file => Array.Exists(file.Networks, network => network.Contains(plain)));
    }

    private void Follow()
    {
        if (_files.Length == 0 || _time.GetElapsedTime(Volatile.Read(ref _lookedAt)) < LookEvery || !_gate.TryEnter())
        {
            return;
        }

        try
        {
            Dictionary<string, (DateTime, IPNetwork[])> next = new(_read, StringComparer.Ordinal);
            foreach (string file in _files.Where(file => File.GetLastWriteTimeUtc(file) != _read[file].WrittenAt))
            {
                next[file] = (File.GetLastWriteTimeUtc(file), TryReadFile(file) ?? _read[file].Networks);
            }

            Volatile.Write(ref _read, next);
        }
        finally
        {
            Volatile.Write(ref _lookedAt, _time.GetTimestamp());
            _gate.Exit();
        }
    }

    private IPNetwork[]? TryReadFile(string path)
    {
        try
        {
            return ReadFile(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DevFlowException)
        {
            _logger.LogWarning("The list of networks '{Path}' could not be read again, its last content stays: {Error}", path, error.Message);
            return null;
        }
    }

    private static IPNetwork[] ReadFile(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        IEnumerable<string> entries = content.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{', ..]
            ? ReadMeta(content, path)
            : File.ReadLines(path).Select(static line => line.Split('#')[0].Trim()).Where(static line => line.Length > 0);
        return [.. entries.Select(entry => TryParse(entry, out IPNetwork network) ? network : throw Invalid($"'{entry}' in '{path}' is neither an address nor a network."))];
    }

    // https://docs.github.com/rest/meta/meta: "hooks" lists the networks that webhooks come from.
    private static IEnumerable<string> ReadMeta(byte[] json, string path)
    {
        try
        {
            JsonElement meta = JsonElement.Parse(json);
            return meta.TryGetProperty("hooks", out JsonElement hooks) && hooks.ValueKind == JsonValueKind.Array
                ? [.. hooks.EnumerateArray().Select(static one => one.ToString())]
                : throw Invalid($"'{path}' is JSON without a list named hooks.");
        }
        catch (JsonException broken)
        {
            throw Invalid($"'{path}' is no JSON: {broken.Message}");
        }
    }

    private static bool TryParse(string entry, out IPNetwork network)
    {
        if (IPNetwork.TryParse(entry, out network))
        {
            return true;
        }

        bool isAddress = IPAddress.TryParse(entry, out IPAddress? address);
        network = isAddress ? new IPNetwork(address!, address!.GetAddressBytes().Length * 8) : default;
        return isAddress;
    }

    private static DevFlowException Invalid(string message) =>
        new(ErrorReason.InvalidArgument, message, "Write addresses and networks as 192.0.2.7, 192.30.252.0/22 or 2606:50c0::/32.");
}
