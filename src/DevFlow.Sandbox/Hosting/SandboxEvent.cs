using System.Text.Json;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Hosting;

/// <summary>Something that can be made to happen, and the details it takes: what is misspelt must not pass for something left out.</summary>
/// <param name="name">As it is asked for: <c>push</c>, <c>approve-device</c>.</param>
/// <param name="texts">The details that are texts.</param>
internal sealed class SandboxEvent(string name, params IEnumerable<string> texts)
{
    public string Name { get; } = name;

    /// <summary>The details that are texts.</summary>
    public IReadOnlyList<string> Texts { get; } = [.. texts];

    /// <summary>Those that are whole numbers.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Those that are true or false.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Those that are lists of texts.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>Those that are objects.</summary>
    public IReadOnlyList<string> Objects { get; init; } = [];

    /// <summary>Every detail, in the order of their kinds.</summary>
    public IEnumerable<string> Details => Texts.Concat(Numbers).Concat(Flags).Concat(Lists).Concat(Objects);

    /// <summary>Looks at the details before anything happens.</summary>
    /// <exception cref="DevFlowException">One is unknown or of a wrong type.</exception>
    public void Check(JsonElement data)
    {
        Fields fields = Fields.Of(data);
        foreach (JsonProperty detail in data.EnumerateObject())
        {
            if (!Details.Contains(detail.Name, StringComparer.Ordinal))
            {
                throw Refuse($"it has no detail \"{detail.Name}\"", $"Its details are: {string.Join(", ", Details)}.");
            }

            object? read = detail.Name switch
            {
                _ when Texts.Contains(detail.Name, StringComparer.Ordinal) => fields.Text(detail.Name),
                _ when Numbers.Contains(detail.Name, StringComparer.Ordinal) => fields.Number(detail.Name),
                _ when Flags.Contains(detail.Name, StringComparer.Ordinal) => fields.Flag(detail.Name),
                _ when Lists.Contains(detail.Name, StringComparer.Ordinal) => fields.Texts(detail.Name),
                _ => fields.Inner(detail.Name),
            };
            if (read is null && fields.Problems.Count > 0)
            {
                FieldProblem problem = fields.Problems[0];
                throw Refuse($"{problem.Field} is to be {problem.Expected}", "Correct -Data.");
            }
        }
    }

    private DevFlowException Refuse(string why, string action) =>
        new(ErrorReason.InvalidArgument, $"\"{Name}\" cannot happen: {why}.", action) { Target = Name };
}
