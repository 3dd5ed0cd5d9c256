using System.Collections.Concurrent;

namespace DevFlow.GitLab;

/// <summary>
/// GitLab's limits: those of Rack::Attack, which answers name, and those of single endpoints, which no answer tells of
/// (docs.gitlab.com, "GitLab.com settings" and "Rate limits").
/// </summary>
internal sealed class GitLabPolicies
{
    private const string AuthenticatedApi = "throttle_authenticated_api";
    private const int MaxThrottles = 32;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    // A star stands for one segment. The first that fits counts.
    private static readonly GitLabEndpointLimit[] Limited =
    [
        new("GET", "projects", Hidden("projects_api", 2000, TenMinutes)),
        new("GET", "projects/*", Hidden("project_api", 400, Minute)),
        new("GET", "groups", Hidden("groups_api", 200, Minute)),
        new("GET", "groups/*", Hidden("group_api", 400, Minute)),
        new("GET", "groups/*/projects", Hidden("group_projects_api", 600, Minute)),
        new("GET", "users/*", Hidden("users_get_by_id", 300, TenMinutes)),
        new("GET", "users/*/followers", Hidden("user_followers", 100, Minute)),
        new("GET", "users/*/following", Hidden("user_following", 100, Minute)),
        new("GET", "users/*/contributed_projects", Hidden("user_contributed_projects_api", 100, Minute)),
        new("GET", "users/*/starred_projects", Hidden("user_starred_projects_api", 100, Minute)),
        new("GET", "users/*/projects", Hidden("user_projects_api", 300, Minute)),
        new("GET", "projects/*/jobs", Hidden("project_jobs_api", 600, Minute)),
        new("GET", "projects/*/repository/files/*", Hidden("files_api", 500, Minute)),
        new("GET", "projects/*/repository/files/*/raw", Hidden("raw_blob", 300, Minute)),
        new("POST", "projects/*/issues", Hidden("issues_create", 200, Minute)),
        new("POST", "projects/*/*/*/notes", Hidden("notes_create", 60, Minute)),
        new("POST", "projects/*/pipeline", Hidden("pipelines_create", 25, Minute)),
        new("POST", "projects/*/hooks/*/test/*", Hidden("web_hook_test", 5, Minute)),
        new("POST", "projects/*/hooks/*/events/*/resend", Hidden("web_hook_event_resend", 5, Minute)),
    ];

    private readonly ConcurrentDictionary<string, RateLimitPolicy> _throttles = new(StringComparer.Ordinal);

    public GitLabPolicies() => Api = _throttles.GetOrAdd(AuthenticatedApi, static name => Reported(name, 2000));

    /// <summary>What every call of the API counts in.</summary>
    public RateLimitPolicy Api { get; }

    public IReadOnlyList<RateLimitPolicy> All => [.. _throttles.Values, .. Limited.Select(static limited => limited.Policy)];

    /// <summary>The throttle of a name, learned where it is new; null where a server names more of them than there are.</summary>
    public RateLimitPolicy? Throttle(string name)
    {
        if (_throttles.TryGetValue(name, out RateLimitPolicy? policy) || _throttles.Count >= MaxThrottles)
        {
            return policy;
        }

        return _throttles.GetOrAdd(name, static name => Reported(name, 0));
    }

    /// <summary>The limit of an endpoint; null where it has none of its own.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below <c>/api/v4/</c>.</param>
    public static RateLimitPolicy? Endpoint(string method, ReadOnlySpan<char> path)
    {
        foreach (GitLabEndpointLimit limited in Limited)
        {
            if (limited.Fits(method, path))
            {
                return limited.Policy;
            }
        }

        return null;
    }

    private static RateLimitPolicy Reported(string name, double limit) =>
        new() { Name = name, Kind = RateLimitKind.FixedWindow, Limit = limit, Window = Minute, IsReported = true };

    // They are windows of the epoch, too, but a rolling one is right even where the clocks differ.
    private static RateLimitPolicy Hidden(string name, double limit, TimeSpan window) =>
        new() { Name = name, Kind = RateLimitKind.RollingWindow, Limit = limit, Window = window };
}
