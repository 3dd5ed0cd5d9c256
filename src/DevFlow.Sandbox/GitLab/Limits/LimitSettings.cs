using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The limits of GitLab.com, unless the scenario or the user says otherwise.</summary>
/// <remarks>https://docs.gitlab.com/user/gitlab_com/#rate-limits-on-gitlabcom and https://docs.gitlab.com/security/rate_limits/</remarks>
internal sealed class LimitSettings(SandboxContext context)
{
    public const string AuthenticatedApi = "throttle_authenticated_api";
    public const string UnauthenticatedApi = "throttle_unauthenticated_api";
    public const string UnauthenticatedWeb = "throttle_unauthenticated_web";
    public const string ProtectedPaths = "throttle_unauthenticated_protected_paths";
    public const string FailedAuthentication = "failed_authentication_ban";
    public const string Projects = "projects_api";
    public const string Project = "project_api";
    public const string User = "users_get_by_id";
    public const string Issues = "issues_create";
    public const string Notes = "notes_create";
    public const string Pipelines = "pipelines_create";
    public const string ProjectJobs = "project_jobs_api";
    public const string HookTest = "web_hook_test";
    public const string HookResend = "web_hook_event_resend";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly LimitSetting[] Defaults =
    [
        new(AuthenticatedApi, 2000, Minute),
        new(UnauthenticatedApi, 500, Minute),
        new(UnauthenticatedWeb, 500, Minute),
        new(ProtectedPaths, 10, Minute),
        new(FailedAuthentication, 300, Minute),
        new(Projects, 2000, TimeSpan.FromMinutes(10)),
        new(Project, 400, Minute),
        new(User, 300, TimeSpan.FromMinutes(10)),
        new(Issues, 200, Minute),
        new(Notes, 60, Minute),
        new(Pipelines, 25, Minute),
        new(ProjectJobs, 600, Minute),
        new(HookTest, 5, Minute),
        new(HookResend, 5, Minute),
    ];

    /// <summary>Every name the user can give.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Defaults.Select(static setting => setting.Name)];

    /// <summary>Every limit by its name; the user's number goes before the scenario's.</summary>
    public IReadOnlyDictionary<string, LimitSetting> Read()
    {
        Fields? scenario = Fields.Of(context.Scenario).Inner("limits");
        return Defaults.ToDictionary(setting => setting.Name, setting => Override(setting, scenario?.Inner(setting.Name)), StringComparer.Ordinal);
    }

    private LimitSetting Override(LimitSetting setting, Fields? scenario) => setting with
    {
        Requests = context.Limit(setting.Name, (int)(scenario?.Number("requests") ?? setting.Requests)),
        Period = scenario?.Number("period") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : setting.Period,
    };
}
