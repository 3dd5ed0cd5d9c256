using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DevFlow.Core.Webhooks;

/// <summary>The headers of a request as the contract names them, without a copy of those nobody asks for.</summary>
internal sealed class RequestHeaders(IHeaderDictionary headers) : IReadOnlyDictionary<string, IReadOnlyList<string>>
{
    public int Count => headers.Count;

    public IEnumerable<string> Keys => headers.Keys;

    public IEnumerable<IReadOnlyList<string>> Values => headers.Values.Select(Of);

    public IReadOnlyList<string> this[string key] => TryGetValue(key, out IReadOnlyList<string>? value) ? value : throw new KeyNotFoundException(key);

    public bool ContainsKey(string key) => headers.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out IReadOnlyList<string> value)
    {
        bool found = headers.TryGetValue(key, out StringValues values);
        value = found ? Of(values) : null;
        return found;
    }

    public IEnumerator<KeyValuePair<string, IReadOnlyList<string>>> GetEnumerator() =>
        headers.Select(static header => KeyValuePair.Create(header.Key, Of(header.Value))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static IReadOnlyList<string> Of(StringValues values) => (string[])values.ToArray()!;
}
