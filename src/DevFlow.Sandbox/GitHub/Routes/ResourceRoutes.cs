namespace DevFlow.Sandbox.GitHub;

/// <summary>The routes of everything that the state holds.</summary>
internal static class ResourceRoutes
{
    public static IEnumerable<GitHubRoute> All(GitHubState state) =>
    [
        .. new UserRoutes(state).Routes,
        .. new RepositoryRoutes(state).Routes,
        .. BranchRoutes.Routes,
        .. new RefRoutes(state.Clock).Routes,
        .. CommitRoutes.Routes,
        .. new ContentRoutes(state.Clock).Routes,
        .. new IssueRoutes(state).Routes,
        .. new AssigneeRoutes(state).Routes,
        .. new IssueLabelRoutes(state.Clock).Routes,
        .. new CommentRoutes(state.Clock).Routes,
        .. new LabelRoutes(state.Clock).Routes,
        .. new MilestoneRoutes(state.Clock).Routes,
        .. new PullRoutes(state.Clock).Routes,
        .. new ReviewRoutes(state.Clock).Routes,
        .. new ReviewerRoutes(state).Routes,
        .. new StatusRoutes(state.Clock).Routes,
        .. new CheckRunRoutes(state.Clock).Routes,
        .. new CheckSuiteRoutes(state.Clock).Routes,
        .. new WorkflowRoutes(state.Clock).Routes,
        .. new RunRoutes(state.Clock).Routes,
        .. new ReleaseRoutes(state.Clock).Routes,
        .. new SearchRoutes(state).Routes,
    ];
}
