using System.Buffers;

namespace DevFlow.Core.Events.Correlation;

/// <summary>The forms of the keys by which events find together. Stored in the journal: they must stay as they are.</summary>
internal static class CorrelationKey
{
    public const int MaxLength = 512;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    public static string Issue(string key) => "issue:" + key;

    public static string Thread(string id) => "thread:" + id;

    public static string Branch(ReadOnlySpan<char> repository, ReadOnlySpan<char> branch) =>
        $"branch:{Strip(repository).ToString().ToLowerInvariant()}{branch}";

    /// <summary>Platforms compare the paths of repositories without regard to case, and people type them in any.</summary>
    public static string Address(ReadOnlySpan<char> address) =>
        "page:" + Strip(address).TrimEnd('/').ToString().ToLowerInvariant();

    /// <summary>Null where it is no full hash; zeros stand for "no commit" at both ends of a branch's life.</summary>
    public static string? Commit(ReadOnlySpan<char> hash)
    {
        if (hash.Length is not (40 or 64))
        {
            return null;
        }

        string lower = hash.ToString().ToLowerInvariant();
        return lower.AsSpan().ContainsAnyExcept(LowerHex) || !lower.AsSpan().ContainsAnyExcept('0') ? null : "commit:" + lower;
    }

    /// <summary>Host and path of an address: no scheme, account, standard port, query or fragment.</summary>
    public static ReadOnlySpan<char> Strip(ReadOnlySpan<char> address)
    {
        int scheme = address.IndexOf("://");
        ReadOnlySpan<char> rest = scheme < 0 ? address : address[(scheme + 3)..];
        rest = rest.IndexOfAny('?', '#') is >= 0 and int query ? rest[..query] : rest;
        int path = rest.IndexOf('/');
        int account = (path < 0 ? rest : rest[..path]).LastIndexOf('@');
        rest = scheme >= 0 && account >= 0 ? rest[(account + 1)..] : rest;
        path = rest.IndexOf('/');
        ReadOnlySpan<char> host = path < 0 ? rest : rest[..path];
        if (!host.EndsWith(":443") && !host.EndsWith(":80"))
        {
            return rest;
        }

        return $"{host[..host.LastIndexOf(':')]}{(path < 0 ? default : rest[path..])}";
    }
}
