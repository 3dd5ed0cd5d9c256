namespace DevFlow.Sandbox.GitHub;

/// <summary>How the schema's fields find repositories and issues.</summary>
internal static class GraphQlLookups
{
    /// <exception cref="GraphQlException">There is none, or none that the token may see.</exception>
    public static Repository FindVisible(this GitHubState state, GraphQlArguments arguments)
    {
        string name = $"{arguments.Text("owner")}/{arguments.Text("name")}";
        return state.Find(name) is { } found && AccessRules.MaySee(arguments.Request.Call.Grant, found)
            ? found
            : throw NotFound(arguments, $"Could not resolve to a Repository with the name '{name}'.");
    }

    /// <exception cref="GraphQlException">There is none.</exception>
    public static GraphQlIssue FindIssue(this Repository repository, GraphQlArguments arguments)
    {
        long number = arguments.Number("number") ?? 0;
        return repository.Issues.Find(number) is { Pull: null } issue
            ? new(repository, issue)
            : throw NotFound(arguments, $"Could not resolve to an Issue with the number of {number}.");
    }

    /// <summary>Issues by state, in the order they were made unless <c>orderBy</c> says otherwise.</summary>
    public static IReadOnlyList<GraphQlIssue> ListIssues(this Repository repository, GraphQlArguments arguments)
    {
        IReadOnlyList<string> states = arguments.Words("states");
        IReadOnlyList<string> labels = arguments.Words("labels");
        IEnumerable<Issue> issues = repository.Issues.FindAll(static issue => issue.Pull is null)
            .Where(issue => states.Count == 0 || states.Contains(issue.IsClosed ? "CLOSED" : "OPEN", StringComparer.Ordinal))
            .Where(issue => labels.Count == 0 || issue.Labels.Any(label => labels.Contains(label.Name, StringComparer.OrdinalIgnoreCase)));
        if (arguments["orderBy"] is not IReadOnlyDictionary<string, object?> order)
        {
            return [.. issues.Select(issue => new GraphQlIssue(repository, issue))];
        }

        string field = Word(arguments, order.GetValueOrDefault("field"));
        bool isDescending = Word(arguments, order.GetValueOrDefault("direction")) == "DESC";
        issues = field == "UPDATED_AT" ? issues.OrderBy(issue => issue.UpdatedAt).ThenBy(issue => issue.Number) : issues.OrderBy(issue => issue.Number);
        return [.. (isDescending ? issues.Reverse() : issues).Select(issue => new GraphQlIssue(repository, issue))];
    }

    private static string Word(GraphQlArguments arguments, object? value) =>
        arguments.Request.Resolve(value) switch
        {
            GraphQlEnum word => word.Name,
            string text => text,
            _ => "",
        };

    private static GraphQlException NotFound(GraphQlArguments arguments, string message) => new(new(message)
    {
        Type = "NOT_FOUND",
        Path = [arguments.Field.Key],
        Location = arguments.Field.Location,
    });
}
