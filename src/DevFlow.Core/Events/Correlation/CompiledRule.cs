using System.Text.Json;

namespace DevFlow.Core.Events.Correlation;

/// <summary>A <see cref="CorrelationRule"/> ready to be applied.</summary>
internal sealed class CompiledRule
{
    private readonly CorrelationKind _kind;
    private readonly List<(string Literal, PayloadPath Place)> _parts = [];
    private readonly string _tail;
    private readonly PayloadPath? _unless;

    public CompiledRule(CorrelationRule rule)
    {
        _kind = rule.Kind;
        _unless = rule.Unless is null ? null : new PayloadPath(rule.Unless);
        _tail = Parse(rule.Value.Contains('{', StringComparison.Ordinal) ? rule.Value : $"{{{rule.Value}}}");
        if (_parts.Count == 0 || _parts.Count(static part => part.Place.NamesList) > 1 || (_kind == CorrelationKind.Text && _parts.Count > 1))
        {
            throw new ArgumentException($"'{rule.Value}' is no value of a correlation rule.", nameof(rule));
        }
    }

    /// <summary>Adds what the rule finds in a payload.</summary>
    public void Apply(JsonElement payload, KeyCollector keys)
    {
        // The last place first: it is what most events have not, and then there is nothing to do.
        if (!_parts[^1].Place.CanFollow(payload))
        {
            return;
        }

        List<JsonElement>[] found = new List<JsonElement>[_parts.Count];
        int combinations = 1;
        for (int i = _parts.Count - 1; i >= 0; i--)
        {
            found[i] = [];
            _parts[i].Place.Follow(payload, found[i]);
            if (found[i].Count == 0 && (i == _parts.Count - 1 || _kind != CorrelationKind.Branch))
            {
                return;
            }

            combinations = Math.Max(combinations, found[i].Count);
        }

        for (int n = 0; n < combinations; n++)
        {
            Apply(payload, found, n, keys);
        }
    }

    private void Apply(JsonElement payload, List<JsonElement>[] found, int n, KeyCollector keys)
    {
        JsonElement last = Pick(found[^1], n);
        if (_kind == CorrelationKind.Text)
        {
            keys.AddText(PayloadText.Prose(last));
            return;
        }

        if (PayloadText.Scalar(last) is not { Length: > 0 and <= CorrelationKey.MaxLength } value || IsExcepted(payload, value))
        {
            return;
        }

        string? before = Before(found, n);
        if (_kind == CorrelationKind.Branch)
        {
            keys.AddBranch(before, value);
        }
        else if (before is not null)
        {
            Add(before + value + _tail, keys);
        }
    }

    private void Add(string value, KeyCollector keys)
    {
        switch (_kind)
        {
            case CorrelationKind.Issue:
                keys.AddIssue(value);
                break;
            case CorrelationKind.Commit:
                keys.Add(CorrelationKey.Commit(value));
                break;
            case CorrelationKind.Address:
                keys.AddAddress(value);
                break;
            case CorrelationKind.Thread:
                keys.Add(CorrelationKey.Thread(value));
                break;
        }
    }

    // The text in front of the last place; null where a place in it holds nothing.
    private string? Before(List<JsonElement>[] found, int n)
    {
        string text = "";
        for (int i = 0; i < found.Length - 1; i++)
        {
            if (found[i].Count == 0 || PayloadText.Scalar(Pick(found[i], n)) is not { Length: > 0 } value)
            {
                return null;
            }

            text += _parts[i].Literal + value;
        }

        return text + _parts[^1].Literal;
    }

    private bool IsExcepted(JsonElement payload, string value)
    {
        if (_unless is null)
        {
            return false;
        }

        List<JsonElement> found = [];
        _unless.Follow(payload, found);
        return found.Count > 0 && BranchName.Short(value).SequenceEqual(PayloadText.Scalar(found[0]));
    }

    private static JsonElement Pick(List<JsonElement> values, int n) => values.Count == 1 ? values[0] : values[n];

    private string Parse(string value)
    {
        while (value.IndexOf('{', StringComparison.Ordinal) is >= 0 and int open)
        {
            int close = value.IndexOf('}', open);
            _parts.Add((value[..open], new PayloadPath(close < 0 ? "" : value[(open + 1)..close])));
            value = value[(close + 1)..];
        }

        return value;
    }
}
