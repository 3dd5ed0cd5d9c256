using System.Globalization;

namespace DevFlow.Sandbox.Jira;

/// <summary>Gives comparisons their meaning: which fields there are, which operators fit them, which values exist.</summary>
internal sealed class JqlFields(JiraState state, JiraUser user)
{
    private static readonly string[] Equality = ["=", "!=", "in", "not in", "is", "is not"];
    private static readonly string[] Comparing = [.. Equality, "<", ">", "<=", ">="];
    private static readonly string[] Searching = ["~", "!~", "is", "is not"];

    private readonly JqlDates _dates = new(state.Now);

    /// <exception cref="JqlException">The field, the operator or the value makes no sense.</exception>
    public Func<Issue, bool> Bind(JqlClause clause) => clause.Field.ToLowerInvariant() switch
    {
        "project" => Among(clause, "project", FindProjects, static issue => [issue.Project]),
        "status" => Among(clause, "status", Named(Catalog.Statuses, "status"), static issue => [issue.Status]),
        "statuscategory" => Among(clause, "statusCategory", FindCategories, static issue => [issue.Status.Category]),
        "issuetype" or "type" => Among(clause, "issuetype", Named(Catalog.IssueTypes, "issuetype"), static issue => [issue.Type]),
        "priority" => Among(clause, "priority", Named(Catalog.Priorities, "priority"), static issue => [issue.Priority]),
        "resolution" => Among(clause, "resolution", Named(Catalog.Resolutions, "resolution"), static issue => [issue.Resolution]),
        "assignee" => Among(clause, "assignee", FindUsers, static issue => [issue.Assignee]),
        "reporter" => Among(clause, "reporter", FindUsers, static issue => [issue.Reporter]),
        "creator" => Among(clause, "creator", FindUsers, static issue => [issue.Creator]),
        "labels" => Among(clause, "labels", static operand => [operand.Text], static issue => issue.Labels),
        "sprint" => Among(clause, "sprint", FindSprints, static issue => issue.Sprint is { } sprint ? [.. issue.ClosedSprints, sprint] : issue.ClosedSprints),
        "parent" => Among(clause, "parent", FindIssues, static issue => [issue.Parent]),
        "key" or "issuekey" or "issue" or "id" => BindKey(clause),
        "summary" => Search(clause, static issue => [issue.Summary]),
        "description" => Search(clause, static issue => [issue.Description?.Text]),
        "comment" => Search(clause, static issue => issue.Comments.Select(comment => comment.Body.Text)),
        "text" => Search(clause, static issue => [issue.Summary, issue.Description?.Text, .. issue.Comments.Select(comment => comment.Body.Text)]),
        "created" or "createddate" => Dated(clause, static issue => issue.Created),
        "updated" or "updateddate" => Dated(clause, static issue => issue.Updated),
        "resolved" or "resolutiondate" => Dated(clause, static issue => issue.ResolvedAt),
        "due" or "duedate" => Dated(clause, static issue => issue.DueDate is { } date ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) : null),
        _ => throw new JqlException($"Field '{clause.Field}' does not exist or you do not have permission to view it."),
    };

    /// <exception cref="JqlException">There is no order by it.</exception>
    public static Comparison<Issue> Order(string field) => field.ToLowerInvariant() switch
    {
        "created" or "createddate" => By(static issue => issue.Created),
        "updated" or "updateddate" => By(static issue => issue.Updated),
        "resolved" or "resolutiondate" => By(static issue => issue.ResolvedAt),
        "due" or "duedate" => By(static issue => issue.DueDate),
        "key" or "issuekey" or "id" or "issue" => By(static issue => (issue.Project.Key, issue.Number)),

        // Ascending begins with the lowest, whose id is the highest.
        "priority" => By(static issue => -int.Parse(issue.Priority.Id, CultureInfo.InvariantCulture)),
        "status" => By(static issue => Catalog.Statuses.TakeWhile(status => status != issue.Status).Count()),
        "summary" => By(static issue => issue.Summary),
        "project" => By(static issue => issue.Project.Name),
        "issuetype" or "type" => By(static issue => issue.Type.Name),
        "assignee" => By(static issue => issue.Assignee?.DisplayName),
        "reporter" => By(static issue => issue.Reporter.DisplayName),
        "rank" => By(static issue => issue.Id),
        _ => throw new JqlException($"Not able to sort using field '{field}'."),
    };

    private static Comparison<Issue> By<T>(Func<Issue, T> key) => (one, other) => Comparer<T>.Default.Compare(key(one), key(other));

    // Not equal means: has a value, and it is another one. Jira leaves out what is empty.
    private static Func<Issue, bool> Among<T>(
        JqlClause clause, string field, Func<JqlOperand, IEnumerable<T>> find, Func<Issue, IEnumerable<T?>> values)
        where T : class
    {
        Check(clause, field, Equality);
        bool isNegative = clause.Operator is "!=" or "not in" or "is not";
        HashSet<T> wanted = [];
        bool wantsEmpty = false;
        foreach (JqlOperand operand in clause.Operand.Items ?? [clause.Operand])
        {
            wantsEmpty |= operand.IsEmpty;
            if (!operand.IsEmpty)
            {
                wanted.UnionWith(find(operand));
            }
        }

        return issue =>
        {
            bool isEmpty = true;
            bool isWanted = false;
            foreach (T? value in values(issue))
            {
                isEmpty &= value is null;
                isWanted |= value is not null && wanted.Contains(value);
            }

            return isEmpty ? wantsEmpty && !isNegative : isNegative != isWanted;
        };
    }

    private Func<Issue, bool> BindKey(JqlClause clause)
    {
        if (clause.Operator is "<" or ">" or "<=" or ">=")
        {
            Issue than = FindIssues(clause.Operand).First();
            return issue => issue.Project == than.Project && Holds(clause.Operator, issue.Number.CompareTo(than.Number));
        }

        return Among(clause, clause.Field, FindIssues, static issue => [issue]);
    }

    private static Func<Issue, bool> Search(JqlClause clause, Func<Issue, IEnumerable<string?>> texts)
    {
        Check(clause, clause.Field, Searching);
        if (clause.Operand.IsEmpty)
        {
            bool wanted = clause.Operator is "is" or "~";
            return issue => texts(issue).All(string.IsNullOrEmpty) == wanted;
        }

        JqlText text = new(clause.Operand.Text);
        bool isPositive = clause.Operator == "~";
        return issue => texts(issue).Any(text.IsIn) == isPositive;
    }

    private Func<Issue, bool> Dated(JqlClause clause, Func<Issue, DateTimeOffset?> moment)
    {
        Check(clause, clause.Field, Comparing);
        if (clause.Operand.IsEmpty)
        {
            bool wanted = clause.Operator is "is" or "=";
            return issue => (moment(issue) is null) == wanted;
        }

        DateTimeOffset[] than = [.. (clause.Operand.Items ?? [clause.Operand]).Select(operand => _dates.Read(clause.Field, operand))];
        return clause.Operator switch
        {
            "in" => issue => moment(issue) is { } at && than.Contains(at),
            "not in" => issue => moment(issue) is { } at && !than.Contains(at),
            _ => issue => moment(issue) is { } at && Holds(clause.Operator, at.CompareTo(than[0])),
        };
    }

    private static bool Holds(string sign, int order) => sign switch
    {
        "=" => order == 0,
        "!=" => order != 0,
        "<" => order < 0,
        ">" => order > 0,
        "<=" => order <= 0,
        _ => order >= 0,
    };

    private static void Check(JqlClause clause, string field, string[] operators)
    {
        if (!operators.Contains(clause.Operator))
        {
            throw new JqlException($"The operator '{clause.Operator}' is not supported by the '{field}' field.");
        }
    }

    private static JqlException NoSuchValue(JqlOperand operand, string field) => operand.IsFunction
        ? new($"Unable to find JQL function '{operand.Text}()'.")
        : new($"The value '{operand.Text}' does not exist for the field '{field}'.");

    private static Func<JqlOperand, IEnumerable<T>> Named<T>(IReadOnlyList<T> all, string field)
        where T : class, INamed =>
        operand => !operand.IsFunction && all.Find(operand.Text) is { } found ? [found] : throw NoSuchValue(operand, field);

    private static IEnumerable<StatusCategory> FindCategories(JqlOperand operand)
    {
        StatusCategory? found = Catalog.Statuses.Select(status => status.Category).FirstOrDefault(category =>
            category.Name.Equals(operand.Text, StringComparison.OrdinalIgnoreCase) || category.Key == operand.Text);
        return found is null ? throw NoSuchValue(operand, "statusCategory") : [found];
    }

    private IEnumerable<Project> FindProjects(JqlOperand operand)
    {
        Project? found = operand.IsFunction
            ? null
            : state.FindProject(operand.Text, user)
                ?? state.Projects.Find(project => project.IsVisibleTo(user) && project.Name.Equals(operand.Text, StringComparison.OrdinalIgnoreCase));
        return found is null ? throw NoSuchValue(operand, "project") : [found];
    }

    private IEnumerable<JiraUser> FindUsers(JqlOperand operand)
    {
        if (operand.IsFunction)
        {
            return operand.Text.Equals("currentUser", StringComparison.OrdinalIgnoreCase) ? [user] : throw NoSuchValue(operand, "assignee");
        }

        JiraUser? found = state.FindUser(operand.Text)
            ?? state.Users.Find(candidate => candidate.Email.Equals(operand.Text, StringComparison.OrdinalIgnoreCase)
                || candidate.DisplayName.Equals(operand.Text, StringComparison.OrdinalIgnoreCase));

        // Jira finds nothing, and does not refuse, where a person is unknown.
        return found is null ? [] : [found];
    }

    private IEnumerable<Sprint> FindSprints(JqlOperand operand)
    {
        if (operand.IsFunction)
        {
            string wanted = operand.Text.ToLowerInvariant() switch
            {
                "opensprints" => Sprint.Active,
                "futuresprints" => Sprint.Future,
                "closedsprints" => Sprint.Closed,
                _ => throw NoSuchValue(operand, "sprint"),
            };
            return state.Sprints.Where(sprint => sprint.State == wanted);
        }

        Sprint[] found = [.. state.Sprints.Where(sprint => sprint.Id == operand.Text || sprint.Name.Equals(operand.Text, StringComparison.OrdinalIgnoreCase))];
        return found.Length == 0 ? throw NoSuchValue(operand, "sprint") : found;
    }

    private IEnumerable<Issue> FindIssues(JqlOperand operand) =>
        state.FindIssue(operand.Text, user) is { } issue
            ? [issue]
            : throw new JqlException($"An issue with key '{operand.Text}' does not exist for field 'key'.");
}
