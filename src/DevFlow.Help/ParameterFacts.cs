using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace DevFlow.Help;

/// <summary>What reflection knows of a parameter.</summary>
internal sealed record ParameterFacts(string Name, Type Type, string Default, bool Wildcards, IReadOnlyList<string> Aliases, IReadOnlyList<string> Values, IReadOnlyList<ParameterAttribute> Uses)
{
    public bool IsSwitch => Type == typeof(SwitchParameter);

    public string TypeName => (Nullable.GetUnderlyingType(Type) ?? Type).Name;

    public static ParameterFacts? Read(PropertyInfo property, object cmdlet)
    {
        ParameterAttribute[] uses = [.. property.GetCustomAttributes<ParameterAttribute>()];
        if (uses.Length == 0 || uses.All(static use => use.DontShow))
        {
            return null;
        }

        return new ParameterFacts(
            property.Name,
            property.PropertyType,
            uses.Any(static use => use.Mandatory) ? "None" : Show(property.GetValue(cmdlet)),
            property.IsDefined(typeof(SupportsWildcardsAttribute)),
            [.. property.GetCustomAttributes<AliasAttribute>().SelectMany(static alias => alias.AliasNames)],
            [.. property.GetCustomAttributes<ValidateSetAttribute>().SelectMany(static set => set.ValidValues)],
            uses);
    }

    /// <summary>A switch that every cmdlet with SupportsShouldProcess has.</summary>
    public static ParameterFacts CommonSwitch(string name, string alias) =>
        new(name, typeof(SwitchParameter), "False", Wildcards: false, [alias], [], [new ParameterAttribute()]);

    /// <summary>How the parameter is used in a set; null where it is not part of it.</summary>
    public ParameterAttribute? In(string set) =>
        Uses.FirstOrDefault(use => use.ParameterSetName == set) ?? Uses.FirstOrDefault(static use => use.ParameterSetName == ParameterAttribute.AllParameterSets);

    private static string Show(object? value) => value switch
    {
        null or "" => "None",
        SwitchParameter flag => flag.IsPresent.ToString(),
        string text => text,
        IEnumerable list => string.Join(", ", list.Cast<object>()) is { Length: > 0 } items ? items : "None",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "None",
    };
}
