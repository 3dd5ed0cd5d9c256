namespace DevFlow.Sandbox.Jira;

/// <summary>The three groups every status belongs to.</summary>
internal sealed record StatusCategory(int Id, string Key, string Color, string Name)
{
    public static StatusCategory ToDo { get; } = new(2, "new", "blue-gray", "To Do");

    public static StatusCategory InProgress { get; } = new(4, "indeterminate", "yellow", "In Progress");

    public static StatusCategory Done { get; } = new(3, "done", "green", "Done");
}
