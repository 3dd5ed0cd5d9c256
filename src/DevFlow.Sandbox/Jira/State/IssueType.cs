namespace DevFlow.Sandbox.Jira;

/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Level">1 for epics, 0 for what they hold, -1 for sub-tasks.</param>
internal sealed record IssueType(string Id, string Name, string Description, int Level) : INamed
{
    public bool IsSubtask => Level < 0;
}
