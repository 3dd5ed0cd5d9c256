namespace DevFlow.Sandbox.Jira;

/// <summary>The one workflow: with a global step, steps for some statuses, two conditions and a screen with a required field.</summary>
internal static class Workflow
{
    public static IReadOnlyList<Transition> Transitions { get; } =
    [
        new("11", "To Do", "To Do"),
        new("21", "In Progress", "In Progress") { From = ["To Do", "In Review"] },

        // A condition that the issue meets or not.
        new("31", "In Review", "In Review") { From = ["In Progress"], Condition = static (issue, _) => issue.Assignee is not null },
        new("41", "Done", "Done") { From = ["In Progress", "In Review"], Required = ["resolution"] },

        // A condition on who asks.
        new("51", "Reopen", "In Progress")
        {
            From = ["Done"],
            Condition = static (issue, user) => user.IsAdmin || user == issue.Reporter || user == issue.Project.Lead,
        },
    ];

    public static Status Initial => Catalog.Statuses[0];

    public static IEnumerable<Transition> Available(Issue issue, JiraUser user) =>
        Transitions.Where(transition => transition.IsAvailable(issue, user));
}
