using System.Text.Json;
using DevFlow.Sandbox.Limits;

namespace DevFlow.Sandbox.GitHub;

/// <summary>One query on its way: its document, its variables, who asks and what it costs.</summary>
internal sealed class GraphQlRequest(GitHubCall call, GraphQlDocument document, GraphQlOperation operation, IReadOnlyDictionary<string, object?> variables)
{
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
            foreach (JsonProperty property in json.EnumerateObject())
            {
                variables[property.Name] = Convert(property.Value);
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
    public List<GraphQlFieldSelection> Collect(IReadOnlyList<GraphQlSelection> selections, string type)
    {
        List<GraphQlFieldSelection> fields = [];
        Collect(selections, type, fields, []);
        return fields;
    }

    private void Collect(IReadOnlyList<GraphQlSelection> selections, string type, List<GraphQlFieldSelection> fields, HashSet<string> opened)
    {
        foreach (GraphQlSelection selection in selections)
        {
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

    private void Open(GraphQlSpread spread, string type, List<GraphQlFieldSelection> fields, HashSet<string> opened)
    {
        if (!document.Fragments.TryGetValue(spread.Fragment, out GraphQlFragment? fragment))
        {
            throw new GraphQlException($"Fragment {spread.Fragment} was used, but not defined", spread.Location);
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
    private static void Add(List<GraphQlFieldSelection> fields, GraphQlFieldSelection field)
    {
        int index = fields.FindIndex(other => other.Key == field.Key);
        if (index < 0)
        {
            fields.Add(field);
        }
        else
        {
            fields[index] = fields[index] with { Selections = [.. fields[index].Selections, .. field.Selections] };
        }
    }

    private static bool Fits(string? wanted, string type) =>
        wanted is null || wanted == type || (wanted is "Actor" or "RepositoryOwner" && type is "User" or "Organization") || wanted == "Node";

    private static object? Convert(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out long number) ? (object)number : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => json.EnumerateArray().Select(Convert).ToList(),
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(member => member.Name, member => Convert(member.Value), StringComparer.Ordinal),
        _ => null,
    };
}
