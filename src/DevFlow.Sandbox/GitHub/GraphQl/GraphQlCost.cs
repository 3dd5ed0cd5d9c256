using System.Globalization;
using System.Runtime.InteropServices;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What a query may come to, told from the sizes of its connections before it is carried out.</summary>
/// <param name="Points">The requests needed to fill every connection, divided by 100, rounded, at least 1.</param>
/// <param name="Nodes">How many nodes it could return.</param>
/// <remarks>https://docs.github.com/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api</remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GraphQlCost(long Points, long Nodes)
{
    private const long MaxNodes = 500_000;
    private const long MaxPage = 100;
    private const long RequestsPerPoint = 100;

    /// <exception cref="GraphQlException">It selects what is not there, or asks for too much.</exception>
    public static GraphQlCost Measure(GraphQlRequest request, string rootType)
    {
        Walk walk = new(request);
        walk.Add(request.Operation.Selections, rootType, parents: 1, [rootType.ToLowerInvariant()]);
        return walk.Nodes <= MaxNodes
            ? new(Math.Max(1, (long)Math.Round(walk.Requests / (double)RequestsPerPoint, MidpointRounding.AwayFromZero)), walk.Nodes)
            : throw new GraphQlException(new(string.Create(
                CultureInfo.InvariantCulture,
                $"This query requests up to {walk.Nodes:N0} possible nodes which exceeds the maximum limit of {MaxNodes:N0}."))
            { Type = "MAX_NODE_LIMIT_EXCEEDED" });
    }

    private sealed class Walk(GraphQlRequest request)
    {
        public long Requests { get; private set; }

        public long Nodes { get; private set; }

        /// <param name="selections">What is selected.</param>
        /// <param name="type">Of which type.</param>
        /// <param name="parents">Of how many objects at most.</param>
        /// <param name="path">Where, for errors.</param>
        public void Add(IReadOnlyList<GraphQlSelection> selections, string type, long parents, IReadOnlyList<string> path)
        {
            foreach (GraphQlFieldSelection selection in request.Collect(selections, type))
            {
                if (GraphQlSchema.Find(type, selection.Name) is not { } field)
                {
                    throw new GraphQlException(new($"Field '{selection.Name}' doesn't exist on type '{type}'") { Path = [.. path, selection.Key], Location = selection.Location });
                }

                IReadOnlyList<string> here = [.. path, selection.Key];
                Check(selection, field, here);
                long count = parents;
                if (field.IsConnection)
                {
                    Requests += parents;
                    count = parents * SizeOf(selection, here);
                    Nodes += count;
                }

                Add(selection.Selections, field.ItemType, count, here);
            }
        }

        private static void Check(GraphQlFieldSelection selection, GraphQlField field, IReadOnlyList<string> path)
        {
            if (selection.Arguments.Keys.FirstOrDefault(name => !field.Arguments.Contains(name, StringComparer.Ordinal)) is { } unknown)
            {
                throw new GraphQlException(new($"Field '{selection.Name}' doesn't accept argument '{unknown}'") { Path = [.. path, unknown], Location = selection.Location });
            }

            bool isObject = GraphQlSchema.IsObject(field.ItemType);
            if (isObject != selection.Selections.Count > 0)
            {
                string problem = isObject
                    ? $"Field must have selections (field '{selection.Name}' returns {field.ItemType} but has no selections. Did you mean '{selection.Name} {{ ... }}'?)"
                    : $"Selections can't be made on scalars (field '{selection.Name}' returns {field.Type} but has selections)";
                throw new GraphQlException(new(problem) { Path = path, Location = selection.Location });
            }
        }

        private long SizeOf(GraphQlFieldSelection selection, IReadOnlyList<string> path)
        {
            GraphQlArguments arguments = new(request, selection);
            string bound = arguments.Number("first") is null ? "last" : "first";
            if (arguments.Number(bound) is not { } size)
            {
                throw new GraphQlException(new($"You must provide a `first` or `last` value to properly paginate the `{selection.Name}` connection.")
                {
                    Type = "MISSING_PAGINATION_BOUNDARIES",
                    Path = path,
                    Location = selection.Location,
                });
            }

            if (size is < 1 or > MaxPage)
            {
                throw new GraphQlException(new(
                    size < 1
                        ? $"`{bound}` on the `{selection.Name}` connection cannot be less than 1."
                        : $"Requesting {size} records on the `{selection.Name}` connection exceeds the `{bound}` limit of {MaxPage} records.")
                {
                    Type = "EXCESSIVE_PAGINATION",
                    Path = path,
                    Location = selection.Location,
                });
            }

            return size;
        }
    }
}
