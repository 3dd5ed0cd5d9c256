namespace DevFlow.Sandbox.Jira;

/// <summary>What a fresh Jira software site comes with: the same in every project here.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Status> Statuses { get; } =
    [
        new("10000", "To Do", StatusCategory.ToDo),
        new("3", "In Progress", StatusCategory.InProgress),
        new("10001", "In Review", StatusCategory.InProgress),
        new("10002", "Done", StatusCategory.Done),
    ];

    public static IReadOnlyList<IssueType> IssueTypes { get; } =
    [
        new("10000", "Epic", "A big user story that needs to be broken down.", 1),
        new("10001", "Story", "Functionality or a feature expressed as a user goal.", 0),
        new("10002", "Task", "A small, distinct piece of work.", 0),
        new("10003", "Sub-task", "A small piece of work that's part of a larger task.", -1),
        new("10004", "Bug", "A problem or error.", 0),
    ];

    public static IReadOnlyList<Priority> Priorities { get; } =
    [
        new("1", "Highest", "This problem will block progress.", "#d04437"),
        new("2", "High", "Serious problem that could block progress.", "#f15C75"),
        new("3", "Medium", "Has the potential to affect progress.", "#f79232"),
        new("4", "Low", "Minor problem or easily worked around.", "#707070"),
        new("5", "Lowest", "Trivial problem with little or no impact on progress.", "#999999"),
    ];

    public static Priority DefaultPriority => Priorities[2];

    public static IReadOnlyList<Resolution> Resolutions { get; } =
    [
        new("10000", "Done", "Work has been completed on this issue."),
        new("10001", "Won't Do", "This issue won't be actioned."),
        new("10002", "Duplicate", "The problem is a duplicate of an existing issue."),
        new("10003", "Cannot Reproduce", "All attempts at reproducing this issue failed."),
    ];

    public static IReadOnlyList<LinkType> LinkTypes { get; } =
    [
        new("10000", "Blocks", "is blocked by", "blocks"),
        new("10001", "Cloners", "is cloned by", "clones"),
        new("10002", "Duplicate", "is duplicated by", "duplicates"),
        new("10003", "Relates", "relates to", "relates to"),
    ];

    /// <summary>Finds by id, or by name without regard to case.</summary>
    public static T? Find<T>(this IReadOnlyList<T> all, string? idOrName)
        where T : class, INamed =>
        all.FirstOrDefault(item => item.Id == idOrName)
        ?? all.FirstOrDefault(item => item.Name.Equals(idOrName, StringComparison.OrdinalIgnoreCase));
}
