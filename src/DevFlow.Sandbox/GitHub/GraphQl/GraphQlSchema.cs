namespace DevFlow.Sandbox.GitHub;

/// <summary>The part of GitHub's schema that is served.</summary>
/// <remarks>https://docs.github.com/graphql/reference/queries</remarks>
internal static class GraphQlSchema
{
    private static readonly string[] PageArguments = ["first", "last", "after", "before"];

    private static readonly Dictionary<string, Dictionary<string, GraphQlField>> Types = new(StringComparer.Ordinal)
    {
        ["Query"] = new(StringComparer.Ordinal)
        {
            ["viewer"] = new("User", static (_, arguments) => arguments.Request.Call.Grant.Account),
            ["rateLimit"] = new("RateLimit", static (_, arguments) => arguments.Request) { Arguments = ["dryRun"] },
            ["repository"] = new("Repository", static (root, arguments) => ((GitHubState)root).FindVisible(arguments)) { Arguments = ["owner", "name", "followRenames"] },
        },
        ["Mutation"] = new(StringComparer.Ordinal),
        ["RateLimit"] = new(StringComparer.Ordinal)
        {
            ["limit"] = Of<GraphQlRequest>("Int!", request => request.Limit.Limit),
            ["cost"] = Of<GraphQlRequest>("Int!", request => request.Cost.Points),
            ["remaining"] = Of<GraphQlRequest>("Int!", request => request.Limit.Remaining),
            ["used"] = Of<GraphQlRequest>("Int!", request => request.Limit.Used),
            ["resetAt"] = Of<GraphQlRequest>("DateTime!", request => request.Limit.ResetsAt),
            ["nodeCount"] = Of<GraphQlRequest>("Int!", request => request.Cost.Nodes),
        },
        ["User"] = Account(),
        ["Organization"] = Account(),
        ["Actor"] = Account(),
        ["Repository"] = new(StringComparer.Ordinal)
        {
            ["id"] = Of<Repository>("ID!", repository => repository.NodeId),
            ["databaseId"] = Of<Repository>("Int", repository => repository.Id),
            ["name"] = Of<Repository>("String!", repository => repository.Name),
            ["nameWithOwner"] = Of<Repository>("String!", repository => repository.FullName),
            ["description"] = Of<Repository>("String", repository => repository.Fields.Description),
            ["isPrivate"] = Of<Repository>("Boolean!", repository => repository.IsPrivate),
            ["createdAt"] = Of<Repository>("DateTime!", repository => repository.CreatedAt),
            ["url"] = new("URI!", static (source, arguments) => arguments.Request.Call.Links.Html + ((Repository)source).HtmlPath),
            ["owner"] = Of<Repository>("Actor", repository => repository.Owner),
            ["issue"] = new("Issue", static (source, arguments) => ((Repository)source).FindIssue(arguments)) { Arguments = ["number"] },
            ["issues"] = Connection<Repository, GraphQlIssue>("Issue", static (repository, arguments) => repository.ListIssues(arguments), "states", "labels", "orderBy", "filterBy"),
        },
        ["Issue"] = new(StringComparer.Ordinal)
        {
            ["id"] = OfIssue("ID!", issue => issue.NodeId),
            ["databaseId"] = OfIssue("Int", issue => issue.Id),
            ["number"] = OfIssue("Int!", issue => issue.Number),
            ["title"] = OfIssue("String!", issue => issue.Title),
            ["body"] = OfIssue("String!", issue => issue.Body ?? ""),
            ["state"] = OfIssue("IssueState!", issue => issue.IsClosed ? "CLOSED" : "OPEN"),
            ["createdAt"] = OfIssue("DateTime!", issue => issue.CreatedAt),
            ["updatedAt"] = OfIssue("DateTime!", issue => issue.UpdatedAt),
            ["closedAt"] = OfIssue("DateTime", issue => issue.ClosedAt),
            ["url"] = new("URI!", static (source, arguments) => arguments.Request.Call.Links.Html + ((GraphQlIssue)source).HtmlPath),
            ["author"] = OfIssue("Actor", issue => issue.Author),
            ["labels"] = Connection<GraphQlIssue, Label>("Label", static (issue, _) => issue.Issue.Labels, "orderBy"),
        },
        ["Label"] = new(StringComparer.Ordinal)
        {
            ["name"] = Of<Label>("String!", label => label.Name),
        },
        ["PageInfo"] = new(StringComparer.Ordinal)
        {
            ["hasNextPage"] = Of<GraphQlPage>("Boolean!", page => page.HasNext),
            ["hasPreviousPage"] = Of<GraphQlPage>("Boolean!", page => page.HasPrevious),
            ["startCursor"] = Of<GraphQlPage>("String", page => page.StartCursor),
            ["endCursor"] = Of<GraphQlPage>("String", page => page.EndCursor),
        },
        ["IssueConnection"] = ConnectionType("Issue"),
        ["IssueEdge"] = Edge("Issue"),
        ["LabelConnection"] = ConnectionType("Label"),
        ["LabelEdge"] = Edge("Label"),
    };

    private static readonly GraphQlField TypeName = new("String!", static (_, _) => null);

    public static bool IsObject(string type) => Types.ContainsKey(type);

    /// <returns>The field; null where the type has none of the name.</returns>
    public static GraphQlField? Find(string type, string name) =>
        name == GraphQlExecutor.TypeName ? TypeName : Types.GetValueOrDefault(type)?.GetValueOrDefault(name);

    private static GraphQlField Of<T>(string type, Func<T, object?> resolve) => new(type, (source, _) => resolve((T)source));

    private static GraphQlField OfIssue(string type, Func<Issue, object?> resolve) => Of<GraphQlIssue>(type, source => resolve(source.Issue));

    private static GraphQlField Connection<TSource, TItem>(string type, Func<TSource, GraphQlArguments, IReadOnlyList<TItem>> list, params string[] filters)
        where TItem : class => new(
            type + "Connection", (source, arguments) => GraphQlPage.Create(list((TSource)source, arguments), arguments))
        {
            IsConnection = true,
            Arguments = [.. PageArguments, .. filters],
        };

    private static Dictionary<string, GraphQlField> Account() => new(StringComparer.Ordinal)
    {
        ["id"] = Of<Account>("ID!", account => account.NodeId),
        ["databaseId"] = Of<Account>("Int", account => account.Id),
        ["login"] = Of<Account>("String!", account => account.Login),
        ["url"] = new("URI!", static (source, arguments) => arguments.Request.Call.Links.Html + ((Account)source).HtmlPath),
        ["avatarUrl"] = new("URI!", static (source, arguments) => arguments.Request.Call.Links.Html + ((Account)source).AvatarPath) { Arguments = ["size"] },
    };

    private static Dictionary<string, GraphQlField> ConnectionType(string item) => new(StringComparer.Ordinal)
    {
        ["totalCount"] = Of<GraphQlPage>("Int!", page => page.All.Count),
        ["nodes"] = Of<GraphQlPage>($"[{item}]", page => page.Edges.Select(edge => edge.Node)),
        ["edges"] = Of<GraphQlPage>($"[{item}Edge]", page => page.Edges),
        ["pageInfo"] = Of<GraphQlPage>("PageInfo", page => page),
    };

    private static Dictionary<string, GraphQlField> Edge(string item) => new(StringComparer.Ordinal)
    {
        ["cursor"] = Of<GraphQlEdge>("String!", edge => edge.Cursor),
        ["node"] = Of<GraphQlEdge>(item, edge => edge.Node),
    };
}
