namespace DevFlow.Sandbox.Jira;

/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>scrum</c> or <c>kanban</c>; only the former has sprints.</param>
/// <param name="Project">The project whose issues it shows.</param>
internal sealed record Board(long Id, string Name, string Type, Project Project)
{
    public bool HasSprints => Type == "scrum";
}
