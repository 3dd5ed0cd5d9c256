namespace DevFlow;

/// <summary>One place in a platform's payloads that tells which story an event belongs to.</summary>
/// <param name="Kind">What stands there.</param>
/// <param name="Value">
/// Text with places in braces, such as <c>{repository.html_url}/pull/{number}</c>; a lone place needs no braces. A place is
/// property names parted by dots, and several such paths parted by <c>|</c> are tried in turn. <c>commits[]</c> stands for every
/// element of a list, <c>commits[distinct]</c> for those whose property of that name is true; only one place of a value may name a
/// list. Where a place holds nothing, the rule finds nothing.
/// </param>
public sealed record CorrelationRule(CorrelationKind Kind, string Value)
{
    /// <summary>A path: where it holds the same text as the value's last place, the rule finds nothing; null for no exception.</summary>
    /// <remarks>The default branch of a repository belongs to no story.</remarks>
    public string? Unless { get; init; }
}
