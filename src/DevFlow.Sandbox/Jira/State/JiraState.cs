using System.Globalization;
using DevFlow.Sandbox.Hosting;

namespace DevFlow.Sandbox.Jira;

/// <summary>Everything a site holds. Whoever reads or changes it holds the <see cref="Gate"/>.</summary>
internal sealed class JiraState(SandboxClock clock)
{
    private readonly SortedDictionary<long, Issue> _issues = [];
    private readonly Dictionary<string, Issue> _byKey = new(StringComparer.OrdinalIgnoreCase);
    private long _lastId = 10000;

    public Lock Gate { get; } = new();

    /// <summary>True where the person at the browser does not consent to the next login by OAuth.</summary>
    public bool DeniesLogin { get; set; }

    /// <summary>Whether this login is denied; the one after it is not.</summary>
    public bool TakeDenial()
    {
        bool denies = DeniesLogin;
        DeniesLogin = false;
        return denies;
    }

    public DateTimeOffset Now => clock.Now;

    public List<JiraUser> Users { get; } = [];

    public List<Project> Projects { get; } = [];

    public List<Board> Boards { get; } = [];

    public List<Sprint> Sprints { get; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyCollection<Issue> Issues => _issues.Values;

    /// <summary>A number no other thing of the site has.</summary>
    public long NextId() => _lastId++;

    /// <summary>Finds a person by what the deployment names people with.</summary>
    public JiraUser? FindUser(string? accountIdOrName) =>
        Users.FirstOrDefault(user => user.AccountId == accountIdOrName || user.Name == accountIdOrName);

    /// <returns>Null also where the user may not see it.</returns>
    public Project? FindProject(string? idOrKey, JiraUser user)
    {
        Project? project = Projects.FirstOrDefault(project =>
            project.Key.Equals(idOrKey, StringComparison.OrdinalIgnoreCase)
            || (long.TryParse(idOrKey, NumberStyles.None, CultureInfo.InvariantCulture, out long id) && project.Id == id));
        return project?.IsVisibleTo(user) == true ? project : null;
    }

    /// <returns>Null also where the user may not see it.</returns>
    public Issue? FindIssue(string? idOrKey, JiraUser user)
    {
        if (idOrKey is null || (!_byKey.TryGetValue(idOrKey, out Issue? issue) && !(long.TryParse(idOrKey, NumberStyles.None, CultureInfo.InvariantCulture, out long id) && _issues.TryGetValue(id, out issue))))
        {
            return null;
        }

        return issue.Project.IsVisibleTo(user) ? issue : null;
    }

    public Issue AddIssue(Project project, IssueType type, JiraUser reporter)
    {
        Issue issue = new(NextId(), project, ++project.LastNumber, type, reporter, Now);
        _issues.Add(issue.Id, issue);
        _byKey.Add(issue.Key, issue);
        return issue;
    }

    public void Remove(Issue issue)
    {
        _issues.Remove(issue.Id);
        _byKey.Remove(issue.Key);
        foreach (IssueLink link in issue.Links)
        {
            (link.Inward == issue ? link.Outward : link.Inward).Links.Remove(link);
        }
    }

    public IEnumerable<Issue> Subtasks(Issue issue) => Issues.Where(other => other.Parent == issue);
}
