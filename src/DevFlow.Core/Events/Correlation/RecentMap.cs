using System.Diagnostics.CodeAnalysis;

namespace DevFlow.Core.Events.Correlation;

/// <summary>
/// A bounded memory of what was used lately, in two generations: when the young one is full it becomes the old one, and what is
/// used again moves up. Cheaper than a list in order of use, and forgets nothing that was used among the last half.
/// </summary>
internal sealed class RecentMap<TKey, TValue>(IEqualityComparer<TKey> comparer)
    where TKey : notnull
{
    private const int Generation = 8_192;

    private Dictionary<TKey, TValue> _young = new(comparer);
    private Dictionary<TKey, TValue> _old = new(comparer);

    public int Count => _young.Count + _old.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!_old.Remove(key, out value))
        {
            return false;
        }

        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        if (_young.Count >= Generation && !_young.ContainsKey(key))
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }

        _old.Remove(key);
        _young[key] = value;
    }

    public void Clear()
    {
        _young.Clear();
        _old.Clear();
    }
}
