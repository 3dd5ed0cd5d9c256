using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Everything GitLab counts: the throttles in front of it, the ban for bad tokens, and the limits of single endpoints.</summary>
internal sealed class GitLabLimits
{
    private readonly AuthenticationBan _ban;
    private readonly RequestThrottle _authenticated;
    private readonly RequestThrottle _anonymous;
    private readonly RequestThrottle _pages;
    private readonly RequestThrottle _protectedPaths;
    private readonly ApplicationLimits _endpoints;

    public GitLabLimits(SandboxContext context)
    {
        IReadOnlyDictionary<string, LimitSetting> settings = new LimitSettings(context).Read();
        SandboxClock clock = context.Clock;
        _ban = new(settings[LimitSettings.FailedAuthentication], clock);
        _authenticated = new(settings[LimitSettings.AuthenticatedApi], clock);
        _anonymous = new(settings[LimitSettings.UnauthenticatedApi], clock);
        _pages = new(settings[LimitSettings.UnauthenticatedWeb], clock);
        _protectedPaths = new(settings[LimitSettings.ProtectedPaths], clock);
        _endpoints = new(settings, clock);
    }

    /// <summary>Refuses an address that is shut out; nothing is counted.</summary>
    public Answer? CheckBan(GitLabCall call, string address)
    {
        if (!_ban.IsBanned(address))
        {
            return null;
        }

        call.Exchange.Refuse("banned", LimitSettings.FailedAuthentication);
        return Answer.Text(StatusCodes.Status403Forbidden, "text/plain", "Forbidden\n");
    }

    /// <summary>Notes a bad token.</summary>
    public void CountFailure(string address) => _ban.Count(address);

    /// <summary>Counts a request for a page.</summary>
    /// <returns>The refusal; null where it may go on.</returns>
    public Answer? TakePage(GitLabCall call, string address) =>
        _pages.Take(call, address) ?? (call.Route!.IsProtected ? _protectedPaths.Take(call, address) : null);

    /// <summary>Counts a request to the API: by user where it has a good token, else by address.</summary>
    /// <returns>The refusal; null where it may go on.</returns>
    public Answer? TakeApi(GitLabCall call, bool isAuthenticated, string address) =>
        isAuthenticated ? _authenticated.Take(call, $"{call.User.Id}") : _anonymous.Take(call, address);

    /// <summary>Counts a call of an endpoint that has a limit of its own.</summary>
    /// <returns>The refusal; null where it may go on.</returns>
    public Answer? TakeEndpoint(GitLabCall call)
    {
        if (call.Route!.Limit is not { } limit)
        {
            return null;
        }

        return _endpoints.Take(call, limit, call.HasProject ? $"{call.User.Id}/{call.Project.Id}" : $"{call.User.Id}");
    }
}
