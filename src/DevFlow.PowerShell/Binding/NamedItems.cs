using System.Management.Automation;

namespace DevFlow.PowerShell.Binding;

/// <summary>Picks items by names that may be wildcards; a plain name that fits nothing is an error, as PowerShell users expect.</summary>
internal static class NamedItems
{
    public static IEnumerable<T> Select<T>(IReadOnlyList<T> items, string[] names, Func<T, string> nameOf, string what)
    {
        foreach (string name in names)
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            bool found = false;
            foreach (T item in items.Where(item => pattern.IsMatch(nameOf(item))))
            {
                found = true;
                yield return item;
            }

            if (!found && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                string there = items.Count == 0 ? "There is none." : $"There are: {string.Join(", ", items.Select(nameOf))}.";
                throw new DevFlowException(ErrorReason.NotFound, $"There is no {what} '{name}'. {there}") { Target = name };
            }
        }
    }
}
