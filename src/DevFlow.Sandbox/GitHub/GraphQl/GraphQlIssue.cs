namespace DevFlow.Sandbox.GitHub;

/// <summary>An issue and where it is.</summary>
internal sealed record GraphQlIssue(Repository Repository, Issue Issue)
{
    public string HtmlPath => Issue.HtmlPath(Repository);
}
