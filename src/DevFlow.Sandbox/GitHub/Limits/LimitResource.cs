namespace DevFlow.Sandbox.GitHub;

/// <summary>One of the resources of <c>GET /rate_limit</c>; its name is also that of the sandbox's limit.</summary>
/// <param name="Name">The value of X-RateLimit-Resource.</param>
/// <param name="Limit">What a user or an installation is granted in a window.</param>
/// <param name="Period">How long a window is.</param>
/// <remarks>https://docs.github.com/rest/rate-limit/rate-limit</remarks>
internal sealed record LimitResource(string Name, int Limit, TimeSpan Period)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static IReadOnlyList<LimitResource> All { get; } =
    [
        new("core", 5000, Hour),
        new("search", 30, Minute),
        new("graphql", 5000, Hour),
        new("integration_manifest", 5000, Hour),
        new("source_import", 100, Minute),
        new("code_scanning_upload", 5000, Hour),
        new("code_scanning_autofix", 10, Minute),
        new("actions_runner_registration", 10_000, Hour),
        new("scim", 15_000, Hour),
        new("dependency_snapshots", 100, Minute),
        new("dependency_sbom", 100, Minute),
        new("audit_log", 1750, Hour),
        new("code_search", 10, Minute),
    ];

    /// <summary>The place of a resource in <see cref="All"/>.</summary>
    public static int IndexOf(string name)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (All[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"GitHub has no limit {name}.", nameof(name));
    }
}
