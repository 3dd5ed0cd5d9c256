namespace DevFlow.Sandbox.Jira;

/// <summary>Which fields of an issue a request wants: names, <c>*all</c>, <c>*navigable</c>, and names with a minus before them.</summary>
internal sealed class FieldSelection
{
    private readonly HashSet<string> _named;
    private readonly HashSet<string> _refused;
    private readonly bool _all;
    private readonly bool _navigable;

    private FieldSelection(IReadOnlyCollection<string> names)
    {
        _all = names.Contains("*all", StringComparer.Ordinal) || names.All(name => name.StartsWith('-'));
        _navigable = names.Contains("*navigable", StringComparer.Ordinal);
        _named = [.. names];
        _refused = [.. names.Where(name => name.StartsWith('-')).Select(name => name[1..])];
    }

    public static FieldSelection All { get; } = new(["*all"]);

    /// <summary>True where only the ids were asked for.</summary>
    public bool IsIdOnly => !_all && !_navigable && _named.All(name => name is "id" or "key");

    /// <param name="names">What the request says.</param>
    /// <param name="otherwise">What an absent list means.</param>
    public static FieldSelection Of(IReadOnlyList<string>? names, string otherwise) => new(names is { Count: > 0 } ? names : [otherwise]);

    public bool Includes(IssueField field) =>
        !_refused.Contains(field.Id) && (_all || (_navigable && field.IsNavigable) || _named.Contains(field.Id));
}
