namespace DevFlow.Sandbox.GitHub;

/// <summary>What hooks of a kind of place need, and where they are described.</summary>
internal sealed record HookAccess
{
    public static HookAccess Repository { get; } = new()
    {
        Noun = "repository",
        Article = "a",
        Documentation = "https://docs.github.com/rest/repos/webhooks",
        ReadScopes = "admin:repo_hook, public_repo, read:repo_hook, repo, write:repo_hook",
        WriteScopes = "admin:repo_hook, public_repo, repo, write:repo_hook",
        ReadPermission = "repository_hooks=read",
        WritePermission = "repository_hooks=write",
    };

    public static HookAccess Organization { get; } = new()
    {
        Noun = "organization",
        Article = "an",
        Documentation = "https://docs.github.com/rest/orgs/webhooks",
        ReadScopes = "admin:org_hook",
        WriteScopes = "admin:org_hook",
        ReadPermission = "organization_hooks=read",
        WritePermission = "organization_hooks=write",
    };

    /// <summary>An App's own hook: asked for with its JWT, to which scopes and permissions mean nothing.</summary>
    public static HookAccess App { get; } = new()
    {
        Noun = "app",
        Article = "an",
        Documentation = "https://docs.github.com/rest/apps/webhooks",
        ReadScopes = "",
        WriteScopes = "",
        ReadPermission = "",
        WritePermission = "",
        Callers = Callers.App,
    };

    public required string Noun { get; init; }

    public required string Article { get; init; }

    public required string Documentation { get; init; }

    public required string ReadScopes { get; init; }

    public required string WriteScopes { get; init; }

    public required string ReadPermission { get; init; }

    public required string WritePermission { get; init; }

    public Callers Callers { get; init; } = Callers.Tokens;
}
