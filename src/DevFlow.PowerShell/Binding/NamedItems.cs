namespace DevFlow.PowerShell.Binding;

/// <summary>Picks items by names that may be wildcards; a plain name that fits nothing is an error, as PowerShell users expect.</summary>
internal static class NamedItems
{
    /// <summary>All items that fit, and only then the error that names those that do not exist: one wrong name stops no other.</summary>
    public static IEnumerable<T> Select<T>(IReadOnlyList<T> items, string[] names, Func<T, string> nameOf, string what, ErrorReason reason = ErrorReason.NotFound)
    {
        List<string> missing = [];
        foreach (string name in names)
        {
            NamePattern pattern = new(name);
            bool found = false;
            foreach (T item in items.Where(item => pattern.Fits(nameOf(item))))
            {
                found = true;
                yield return item;
            }

            if (!found && pattern.IsPlain)
            {
                missing.Add(name);
            }
        }

        if (missing.Count > 0)
        {
            (string there, string action) = items.Count == 0
                ? ("There is no other either.", "Make one first, or give a wildcard such as *, which may fit nothing.")
                : ($"There are: {string.Join(", ", items.Select(nameOf))}.", "Name one of those, or use wildcards.");
            throw new DevFlowException(reason, $"There is no {what} '{string.Join("', '", missing)}'. {there}", action) { Target = missing[0] };
        }
    }
}
