using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Http;

/// <summary>Finds the route of a request: a tree of path segments, in which a literal goes before a parameter.</summary>
internal sealed class RouteTable<TCall>
    where TCall : Call
{
    private readonly Node _root = new();

    public RouteTable(IEnumerable<Route<TCall>> routes)
    {
        foreach (Route<TCall> route in routes)
        {
            Add(route);
        }
    }

    /// <summary>Finds the route.</summary>
    /// <param name="method">The request's method; a HEAD finds its GET.</param>
    /// <param name="path">The path as it was sent, still encoded, without the query.</param>
    /// <param name="start">Where the part that the templates describe begins.</param>
    /// <param name="route">The route.</param>
    /// <param name="values">The values of its parameters.</param>
    /// <param name="allowed">Where only the method is wrong: those that would do.</param>
    public bool TryFind(
        string method, string path, int start, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Route<TCall>? route, out RouteValues values, out IReadOnlyCollection<string> allowed)
    {
        method = HttpMethods.IsHead(method) ? HttpMethods.Get : method;
        RouteValues.Bounds bounds = default;
        Node? best = null;
        Match match = new(path, method);
        route = null;
        if (Find(_root, match, SkipSlashes(path, start), 0, ref bounds, ref best) is { } node)
        {
            Endpoint endpoint = node.Endpoints[method];
            route = endpoint.Route;
            values = RouteValues.Create(path, endpoint.Names, bounds);
            allowed = [];
            return true;
        }

        values = default;
        allowed = best?.Endpoints.Keys ?? (IReadOnlyCollection<string>)[];
        return false;
    }

    private void Add(Route<TCall> route)
    {
        Node node = _root;
        List<string> names = [];
        foreach (string segment in route.Template.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment[0] != '{')
            {
                node = node.Literals.TryGetValue(segment, out Node? next) ? next : node.Literals[segment] = new();
                continue;
            }

            bool isRest = segment.EndsWith("*}", StringComparison.Ordinal);
            names.Add(segment[1..(isRest ? ^2 : ^1)]);
            node = isRest ? node.Rest ??= new() : node.Parameter ??= new();
        }

        node.Endpoints.Add(route.Method, new(route, [.. names]));
    }

    // Depth first, so that a parameter is tried where the literal beside it leads nowhere.
    private static Node? Find(Node node, in Match match, int start, int count, ref RouteValues.Bounds bounds, ref Node? best)
    {
        string path = match.Path;
        if (start >= path.Length)
        {
            Node? exact = Accept(node, match, ref best);
            if (exact is not null || node.Rest is not { } all)
            {
                return exact;
            }

            // What takes the rest takes none as well: /contents/ is the root of /contents/{path}.
            bounds[count] = (path.Length, 0);
            return Accept(all, match, ref best);
        }

        int slash = path.IndexOf('/', start);
        int end = slash < 0 ? path.Length : slash;
        int next = SkipSlashes(path, end);
        if (node.LiteralsBySpan.TryGetValue(path.AsSpan(start, end - start), out Node? literal)
            && Find(literal, match, next, count, ref bounds, ref best) is { } byLiteral)
        {
            return byLiteral;
        }

        if (node.Parameter is { } parameter)
        {
            bounds[count] = (start, end - start);
            if (Find(parameter, match, next, count + 1, ref bounds, ref best) is { } byParameter)
            {
                return byParameter;
            }
        }

        if (node.Rest is { } rest)
        {
            bounds[count] = (start, path.AsSpan(start).TrimEnd('/').Length);
            return Accept(rest, match, ref best);
        }

        return null;
    }

    private static Node? Accept(Node node, in Match match, ref Node? best)
    {
        if (node.Endpoints.ContainsKey(match.Method))
        {
            return node;
        }

        best ??= node.Endpoints.Count > 0 ? node : null;
        return null;
    }

    private static int SkipSlashes(string path, int start)
    {
        while (start < path.Length && path[start] == '/')
        {
            start++;
        }

        return start;
    }

    private readonly ref struct Match(string path, string method)
    {
        public string Path { get; } = path;

        public string Method { get; } = method;
    }

    private sealed record Endpoint(Route<TCall> Route, string[] Names);

    private sealed class Node
    {
        public Node() => LiteralsBySpan = Literals.GetAlternateLookup<ReadOnlySpan<char>>();

        public Dictionary<string, Node> Literals { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> LiteralsBySpan { get; }

        public Dictionary<string, Endpoint> Endpoints { get; } = new(StringComparer.Ordinal);

        public Node? Parameter { get; set; }

        public Node? Rest { get; set; }
    }
}
