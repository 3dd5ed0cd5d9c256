using System.Text.Json;
using DevFlow.Sandbox.Limits;

namespace DevFlow.Sandbox.GitHub;

/// <summary>One query on its way: its document, its variables, who asks and what it costs.</summary>
internal sealed class GraphQlRequest(GitHubCall call, GraphQlDocument document, GraphQlOperation operation, IReadOnlyDictionary<string, object?> variables)
{
    // What one object's selections came to: a chain of fragments, each of which names the next one twice, doubles with every link.
    private int _collected;

    public GitHubCall Call { get; } = call;

    public GraphQlOperation Operation { get; } = operation;

    public GraphQlCost Cost { get; set; }

    /// <summary>The state of the limit after it was counted.</summary>
    public Reading Limit { get; set; }

    /// <summary>What went wrong with parts of it.</summary>
    public List<GraphQlError> Errors { get; } = [];

    /// <summary>Reads the variables of a request.</summary>
    /// <exception cref="GraphQlException">One that must be given is missing.</exception>
    public static GraphQlRequest Create(GitHubCall call, GraphQlDocument document, GraphQlOperation operation, JsonElement? given)
    {
        Dictionary<string, object?> variables = new(operation.Defaults, StringComparer.Ordinal);
        if (given is { ValueKind: JsonValueKind.Object } json)
        {
            foreach ((string name, object? value) in ConvertMembers(json))
            {
                variables[name] = value;
            }
        }

        string? missing = operation.Required.FirstOrDefault(name => variables.GetValueOrDefault(name) is null);
        return missing is null
            ? new(call, document, operation, variables)
            : throw new GraphQlException($"Variable ${missing} was provided invalid value", new GraphQlLocation(1, 1));
    }

    public object? Resolve(object? value) => value is GraphQlVariable variable ? variables.GetValueOrDefault(variable.Name) : value;

    /// <summary>The fields selected of an object of a type, fragments opened and conditions applied, in order.</summary>
    /// <exception cref="GraphQlException">A fragment is unknown or contains itself.</exception>
    public IReadOnlyList<GraphQlFieldSelection> Collect(IReadOnlyList<GraphQlSelection> selections, string type)
    {
        OrderedDictionary<string, GraphQlFieldSelection> fields = new(StringComparer.Ordinal);
        _collected = 0;
        Collect(selections, type, fields, []);
        return fields.Values;
    }

    private void Collect(IReadOnlyList<GraphQlSelection> selections, string type, OrderedDictionary<string, GraphQlFieldSelection> fields, HashSet<string> opened)
    {
        foreach (GraphQlSelection selection in selections)
        {
            if (++_collected > GraphQlParser.MaxSelections)
            {
                throw GraphQlParser.TooComplex(selection.Location);
            }

            if (selection.Conditions.Any(condition => (Resolve(condition.If) is true) != condition.Include))
            {
                continue;
            }

            switch (selection)
            {
                case GraphQlFieldSelection field:
                    Add(fields, field);
                    break;
                case GraphQlFragment fragment when Fits(fragment.Type, type):
                    Collect(fragment.Selections, type, fields, opened);
                    break;
                case GraphQlSpread spread:
                    Open(spread, type, fields, opened);
                    break;
            }
        }
    }

    private void Open(GraphQlSpread spread, string type, OrderedDictionary<string, GraphQlFieldSelection> fields, HashSet<string> opened)
    {
        if (!document.Fragments.TryGetValue(spread.Fragment, out GraphQlFragment? fragment))
        {
            throw new GraphQlException($"Fragment {spread.Fragment} was used, but not defined", spread.Location);
        }

        if (opened.Count >= GraphQlParser.MaxDepth)
        {
            throw GraphQlParser.TooComplex(spread.Location);
        }

        if (!opened.Add(spread.Fragment))
        {
            throw new GraphQlException($"Fragment {spread.Fragment} contains an infinite loop", spread.Location);
        }

        if (Fits(fragment.Type, type))
        {
            Collect(fragment.Selections, type, fields, opened);
        }

        opened.Remove(spread.Fragment);
    }

    // The same field twice is one field with the selections of both.
    private static void Add(OrderedDictionary<string, GraphQlFieldSelection> fields, GraphQlFieldSelection field) =>
        fields[field.Key] = fields.TryGetValue(field.Key, out GraphQlFieldSelection? other)
            ? other with { Selections = [.. other.Selections, .. field.Selections] }
            : field;

    private static bool Fits(string? wanted, string type) =>
        wanted is null || wanted == type || (wanted is "Actor" or "RepositoryOwner" && type is "User" or "Organization") || wanted == "Node";

    private static object? Convert(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out long number) ? (object)number : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => json.EnumerateArray().Select(Convert).ToList(),
        JsonValueKind.Object => ConvertMembers(json),
        _ => null,
    };

    // The last of several members with one name counts.
    private static Dictionary<string, object?> ConvertMembers(JsonElement json)
    {
        Dictionary<string, object?> members = new(StringComparer.Ordinal);
        foreach (JsonProperty member in json.EnumerateObject())
        {
            members[member.Name] = Convert(member.Value);
        }

        return members;
    }
}
