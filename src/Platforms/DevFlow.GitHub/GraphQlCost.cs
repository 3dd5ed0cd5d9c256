using System.Globalization;
using System.Text.Json;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>
/// What a GraphQL query will cost, told from its text: the requests that fill every connection, as often as there may be parents of it, divided
/// by 100 and rounded, at least 1 (docs.github.com, "Rate limits and query limits for the GraphQL API"). The answer tells what it was.
/// </summary>
/// <remarks>
/// Without a schema: a connection is known by <c>first</c> or <c>last</c>, which GitHub wants of each. What it refuses anyway, because nobody
/// understands it or it asks for too many nodes, is taken to cost a point.
/// </remarks>
internal ref struct GraphQlCost
{
    private const double RequestsPerPoint = 100;
    private const double MostNodes = 500_000;
    private const double MostOfPage = 100;

    // Fragments in fragments multiply.
    private const int MaxTokens = 20_000;
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<char> _query;
    private readonly JsonElement _variables;
    private double _requests;
    private double _nodes;
    private int _tokens;

    private GraphQlCost(ReadOnlySpan<char> query, JsonElement variables)
    {
        _query = query;
        _variables = variables;
    }

    /// <param name="body">The request's body; null where it cannot be read beforehand.</param>
    public static double PointsOf(byte[]? body)
    {
        if (AnswerBody.Parse(body) is not { } root || Payload.Text(root, "query") is not { } query)
        {
            return 1;
        }

        GraphQlCost cost = new(query, root.TryGetProperty("variables", out JsonElement variables) ? variables : default);
        cost.AddOperation(Payload.Text(root, "operationName"));
        return cost._nodes > MostNodes ? 1 : Math.Max(1, Math.Round(cost._requests / RequestsPerPoint, MidpointRounding.AwayFromZero));
    }

    // { ... }, or: query Name($size: Int = 5) @directive { ... }
    private void AddOperation(string? name)
    {
        GraphQlScanner scanner = new(_query);
        while (scanner.Next())
        {
            bool isFragment = scanner.Token is "fragment";
            bool isWanted = !isFragment && name is null;
            while (scanner.Token is not "{" && scanner.Next())
            {
                isWanted |= !isFragment && scanner.Token.SequenceEqual(name);
                if (scanner.Token is "(")
                {
                    // A variable's default may be an object.
                    scanner.SkipTo(")");
                }
            }

            if (isWanted)
            {
                AddSelections(ref scanner, parents: 1, depth: 0);
                return;
            }

            scanner.SkipBlock();
        }
    }

    // From behind "{" to its "}". Names alone cost nothing; what a connection's size is, its own block is multiplied by.
    private void AddSelections(scoped ref GraphQlScanner scanner, double parents, int depth)
    {
        double children = parents;
        while (depth < MaxDepth && _tokens++ < MaxTokens && scanner.Next() && scanner.Token is not "}")
        {
            switch (scanner.Token)
            {
                case "(":
                    if (ReadSize(ref scanner) is { } size)
                    {
                        children = parents * Math.Clamp(size, 1, MostOfPage);
                        _requests += parents;
                        _nodes += children;
                    }

                    break;
                case "{":
                    AddSelections(ref scanner, children, depth + 1);
                    children = parents;
                    break;
                case "...":
                    AddFragment(ref scanner, parents, depth);
                    break;
            }
        }
    }

    // ...Name; of "... on Type {" and "... @include(if: $all) {" the block follows as any other.
    private void AddFragment(scoped ref GraphQlScanner scanner, double parents, int depth)
    {
        GraphQlScanner ahead = scanner;
        if (!ahead.Next() || ahead.Token is "on" or "@" or "{")
        {
            return;
        }

        scanner = ahead;
        GraphQlScanner search = new(_query);
        while (search.SkipTo("fragment"))
        {
            if (search.Next() && search.Token.SequenceEqual(ahead.Token) && search.SkipTo("{"))
            {
                AddSelections(ref search, parents, depth + 1);
                return;
            }
        }
    }

    // From behind "(" to its ")": first: 10, last: $size. Null where there is neither, as in a directive.
    private readonly double? ReadSize(scoped ref GraphQlScanner scanner)
    {
        double? size = null;
        while (scanner.Next() && scanner.Token is not ")")
        {
            if (scanner.Token is "{")
            {
                scanner.SkipBlock();
            }
            else if (scanner.Token is "first" or "last" && scanner.Next() && scanner.Token is ":" && scanner.Next())
            {
                size = scanner.Token is "$" && scanner.Next() ? ValueOf(scanner.Token) : Number(scanner.Token) ?? size;
            }
        }

        return size;
    }

    private readonly double? ValueOf(ReadOnlySpan<char> variable)
    {
        if (_variables.ValueKind == JsonValueKind.Object && _variables.TryGetProperty(variable, out JsonElement value))
        {
            return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
        }

        // ($size: Int = 5)
        GraphQlScanner search = new(_query);
        while (search.SkipTo("$"))
        {
            if (search.Next() && search.Token.SequenceEqual(variable) && search.Next() && search.Token is ":")
            {
                search.Next();
                return search.Next() && search.Token is "=" && search.Next() ? Number(search.Token) : null;
            }
        }

        return null;
    }

    private static double? Number(ReadOnlySpan<char> token) => double.TryParse(token, NumberStyles.Integer, CultureInfo.InvariantCulture, out double number) ? number : null;
}
