namespace DevFlow.Sandbox.Jira;

/// <summary>Everything a product serves: Cloud versions 3 and 2, Data Center version 2 alone.</summary>
internal static class JiraRoutes
{
    public static JiraRoute[] Of(JiraState state, Tracker tracker, JiraHooks hooks, JiraLogins logins, bool isCloud)
    {
        ProjectRoutes projects = new(state);
        CatalogRoutes catalog = new(state);
        IssueRoutes issues = new(state, tracker);
        SearchRoutes searches = new(state);
        JiraRoute[] shared =
        [
            .. new SiteRoutes(state).Routes, .. projects.Routes, .. catalog.Routes, .. issues.Routes,
            .. new MetadataRoutes(state).Routes, .. new TransitionRoutes(state, tracker).Routes, .. new CommentRoutes(state, tracker).Routes,
            .. new RemoteLinkRoutes(state).Routes, .. new IssueLinkRoutes(state, tracker).Routes,
            .. new BoardRoutes(state).Routes, .. new SprintRoutes(state, tracker).Routes, .. new AdminWebhookRoutes(state, hooks).Routes,
        ];
        if (!isCloud)
        {
            return
            [
                .. shared.Concat(searches.ServerRoutes).Select(route => route.InVersion2()),
                .. new ServerOAuthRoutes(state, logins).ServerRoutes, .. new PersonalTokenRoutes(state, logins).ServerRoutes,
            ];
        }

        JiraRoute[] all =
        [
            .. shared, .. projects.CloudRoutes, .. catalog.CloudRoutes, .. issues.CloudRoutes, .. searches.CloudRoutes,
            .. new DynamicWebhookRoutes(state, hooks).CloudRoutes, .. new DevInfoRoutes(state, new()).Routes, .. new CloudOAuthRoutes(state, logins).CloudRoutes,
        ];
        return [.. all, .. all.Where(route => route.Template.StartsWith(JiraRoute.Version3, StringComparison.Ordinal)).Select(route => route.InVersion2())];
    }
}
