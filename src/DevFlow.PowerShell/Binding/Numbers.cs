using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace DevFlow.PowerShell.Binding;

/// <summary>Hashtables whose values are whole numbers.</summary>
internal static class Numbers
{
    /// <summary>Reads one.</summary>
    /// <param name="table">The hashtable; null is an empty one.</param>
    /// <param name="parameter">The parameter it was given for.</param>
    /// <exception cref="DevFlowException">A value is no whole number.</exception>
    public static Dictionary<string, int> ByName(Hashtable? table, string parameter)
    {
        Dictionary<string, int> numbers = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table ?? [])
        {
            string name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "";
            if (!LanguagePrimitives.TryConvertTo(entry.Value, CultureInfo.InvariantCulture, out int number))
            {
                throw new DevFlowException(
                    ErrorReason.InvalidArgument, $"-{parameter}: {entry.Value} for {name} is no whole number.", $"Write -{parameter} @{{ {name} = 100 }}.");
            }

            numbers[name] = number;
        }

        return numbers;
    }
}
