using System.Globalization;
using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>
/// The parameters a route declares, checked before it runs, as GitLab's own framework does: everything that is wrong is told
/// at once, and what is not declared is ignored.
/// </summary>
internal sealed class ParameterList
{
    private readonly Parameter[] _parameters;

    private ParameterList(Parameter[] parameters) => _parameters = parameters;

    /// <summary>Reads a declaration such as <c>title! labels:texts confidential:flag state_event:close|reopen</c>.</summary>
    public static ParameterList Parse(string declaration) =>
        new([.. declaration.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParseOne)]);

    /// <summary>Finds what is wrong, in GitLab's words.</summary>
    /// <returns>Null where nothing is.</returns>
    public string? FindProblem(Fields fields)
    {
        foreach (Parameter parameter in _parameters)
        {
            Check(parameter, fields);
        }

        return fields.Problems.Count == 0 ? null : string.Join(", ", fields.Problems.Select(Describe).Distinct(StringComparer.Ordinal));
    }

    /// <summary>Reads a list of ids: a JSON array of numbers, or numbers with commas.</summary>
    public static IReadOnlyList<long>? ReadNumbers(Fields fields, string name)
    {
        List<long> numbers = [];
        if (fields.Raw(name) is { ValueKind: JsonValueKind.Array } array)
        {
            foreach (JsonElement item in array.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number))
                {
                    fields.Refuse(name, FieldProblemKind.Type, "");
                    return null;
                }

                numbers.Add(number);
            }

            return numbers;
        }

        foreach (string text in fields.Texts(name) ?? [])
        {
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            {
                fields.Refuse(name, FieldProblemKind.Type, "");
                return null;
            }

            numbers.Add(number);
        }

        return fields.Has(name) ? numbers : null;
    }

    private static Parameter ParseOne(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        string kind = colon < 0 ? nameof(ParameterKind.Text) : text[(colon + 1)..];
        bool isKind = Enum.TryParse(kind, ignoreCase: true, out ParameterKind known);
        return new(name.TrimEnd('!'), isKind ? known : ParameterKind.Word, name.EndsWith('!'), isKind ? [] : kind.Split('|'));
    }

    private static void Check(Parameter parameter, Fields fields)
    {
        string name = parameter.Name;
        if (parameter.IsRequired && !fields.Has(name))
        {
            fields.Refuse(name, FieldProblemKind.Missing, "");
            return;
        }

        switch (parameter.Kind)
        {
            case ParameterKind.Text:
                fields.Text(name, lenient: true);
                break;
            case ParameterKind.Flag:
                fields.Flag(name);
                break;
            case ParameterKind.Number:
                fields.Number(name);
                break;
            case ParameterKind.Numbers:
                ReadNumbers(fields, name);
                break;
            case ParameterKind.Texts:
                fields.Texts(name);
                break;
            case ParameterKind.Date:
                fields.Moment(name);
                break;
            case ParameterKind.Object:
                fields.Inner(name);
                break;
            case ParameterKind.Objects when fields.Raw(name) is { ValueKind: not JsonValueKind.Array }:
                fields.Refuse(name, FieldProblemKind.Type, "");
                break;
            case ParameterKind.Word when fields.Text(name) is { Length: > 0 }:
                // An empty filter is none.
                fields.OneOf(name, parameter.Words);
                break;
        }
    }

    private static string Describe(FieldProblem problem) => problem.Kind switch
    {
        FieldProblemKind.Missing => $"{problem.Field} is missing",
        FieldProblemKind.Value => $"{problem.Field} does not have a valid value",
        _ => $"{problem.Field} is invalid",
    };
}
