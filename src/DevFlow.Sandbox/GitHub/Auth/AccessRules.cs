using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What a credential may see and do.</summary>
internal sealed class AccessRules(GitHubLogins logins)
{
    private const string Scope = "repo";

    /// <summary>Decides whether the kind of credential is one the operation takes.</summary>
    /// <returns>The refusal; null where it may go on.</returns>
    public static Answer? CheckCaller(GitHubCall call)
    {
        Callers wanted = call.Route?.Callers ?? Callers.Tokens;
        if (wanted.HasFlag(Callers.Anyone) || (call.Grant is { } grant && (wanted & grant.Caller) != Callers.None))
        {
            return null;
        }

        if (call.Grant is null)
        {
            return Refuse(call, StatusCodes.Status401Unauthorized, "Requires authentication", "no-token");
        }

        if (wanted == Callers.App)
        {
            return Refuse(call, StatusCodes.Status401Unauthorized, "A JSON web token could not be decoded", "wrong-kind");
        }

        return call.Grant.Caller switch
        {
            Callers.App or Callers.Client => Refuse(call, StatusCodes.Status401Unauthorized, "Bad credentials", "wrong-kind"),
            Callers.Installation => Refuse(call, StatusCodes.Status403Forbidden, "Resource not accessible by integration", "wrong-kind"),
            _ when wanted == Callers.Installation => Refuse(
                call,
                StatusCodes.Status403Forbidden,
                "You must authenticate with an installation access token in order to list repositories for an installation.",
                "wrong-kind"),
            _ => call.NotFound(),
        };
    }

    /// <summary>True where the credential may know that the repository is there.</summary>
    public static bool MaySee(Grant grant, Repository repository)
    {
        if (!repository.IsPrivate)
        {
            return true;
        }

        return grant.Kind switch
        {
            LoginKind.Installation => grant.Installation!.Covers(repository) && IsChosen(grant, repository),
            LoginKind.AppUser => repository.RoleOf(grant.Account) != RepositoryRole.None
                && grant.App!.Installations.Exists(installation => installation.Covers(repository)),
            LoginKind.FineGrained => repository.RoleOf(grant.Account) != RepositoryRole.None && IsChosen(grant, repository),
            LoginKind.Classic or LoginKind.OAuth =>
                repository.RoleOf(grant.Account) != RepositoryRole.None && Scopes.Has(grant.Scopes, Scope),
            _ => false,
        };
    }

    /// <summary>Decides whether the credential may do what the operation does.</summary>
    /// <returns>The refusal; null where it may go on.</returns>
    public Answer? Check(GitHubCall call, Repository? repository, Account? organization)
    {
        if (call.Grant is not { } grant || call.Route is not { } route || (route.Callers & Callers.Tokens) == Callers.None)
        {
            return null;
        }

        if (repository is not null && !MaySee(grant, repository))
        {
            return call.NotFound();
        }

        if (grant.Kind != LoginKind.Installation && CheckRole(call, grant, repository, organization) is { } weak)
        {
            return weak;
        }

        if (grant.HasScopes)
        {
            return CheckSaml(call, grant, repository?.Owner ?? organization)
                ?? (HasScope(call, grant, route, repository) ? null : call.NotFound());
        }

        bool isRead = HttpMethods.IsGet(call.Request.Method) || HttpMethods.IsHead(call.Request.Method);
        bool isOpen = isRead && repository is { IsPrivate: false } && !route.Permissions.Contains("hooks", StringComparison.Ordinal);
        bool isCovered = repository is null || IsCovered(grant, repository);
        return isOpen || (isCovered && grant.Permissions!.Allow(route.Permissions))
            ? CheckSaml(call, grant, repository?.Owner ?? organization)
            : Refuse(call, StatusCodes.Status403Forbidden, $"Resource not accessible by {grant.KindText}", "permission");
    }

    // Hooks are hidden from those who may not manage them. Who may take part in a discussion, the routes decide.
    private static Answer? CheckRole(GitHubCall call, Grant grant, Repository? repository, Account? organization)
    {
        string permission = call.Route!.Permissions;
        if (repository is null)
        {
            return permission.StartsWith("organization_hooks", StringComparison.Ordinal) && !organization!.Members.GetValueOrDefault(grant.Account)
                ? call.NotFound()
                : null;
        }

        RepositoryRole role = repository.RoleOf(grant.Account);
        if (permission.StartsWith("repository_hooks", StringComparison.Ordinal))
        {
            return role == RepositoryRole.Admin ? null : call.NotFound();
        }

        bool needsPush = permission.EndsWith("=write", StringComparison.Ordinal) && permission is not ("issues=write" or "pull_requests=write");
        return needsPush && role < RepositoryRole.Write
            ? Refuse(call, StatusCodes.Status403Forbidden, "Must have push access to repository", "role")
            : null;
    }

    private static bool IsCovered(Grant grant, Repository repository) => grant.Kind switch
    {
        LoginKind.Installation => grant.Installation!.Covers(repository) && IsChosen(grant, repository),
        LoginKind.AppUser => grant.App!.Installations.Exists(installation => installation.Covers(repository)),
        _ => IsChosen(grant, repository),
    };

    private static bool IsChosen(Grant grant, Repository repository) => grant.Repositories?.Contains(repository.Id) != false;

    // What is read of a public repository needs no scope, unless it is settings such as hooks.
    private static bool HasScope(GitHubCall call, Grant grant, GitHubRoute route, Repository? repository)
    {
        bool isRead = HttpMethods.IsGet(call.Request.Method) || HttpMethods.IsHead(call.Request.Method);
        if (repository is { IsPrivate: false } && isRead && (route.AcceptedScopes.Length == 0 || route.AcceptedScopes == Scope))
        {
            return true;
        }

        if (route.AcceptedScopes.Length > 0)
        {
            return Scopes.HasAny(grant.Scopes, route.AcceptedScopes)
                || (repository is { IsPrivate: false } && route.AcceptedScopes == Scope && Scopes.Has(grant.Scopes, "public_repo"));
        }

        return repository is null || Scopes.Has(grant.Scopes, repository.IsPrivate ? Scope : "public_repo");
    }

    private Answer? CheckSaml(GitHubCall call, Grant grant, Account? owner)
    {
        if (owner is null || !logins.SamlOrganizations.Contains(owner) || grant.Kind == LoginKind.Installation
            || grant.SsoOrganizations.Contains(owner.Login, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        call.Response.Headers["X-GitHub-SSO"] = $"required; url={call.Links.Html}/orgs/{owner.Login}/sso?authorization_request={call.RequestId.Replace(":", "", StringComparison.Ordinal)}";
        return Refuse(
            call,
            StatusCodes.Status403Forbidden,
            "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
            "sso");
    }

    public static Answer Refuse(GitHubCall call, int status, string message, string reason)
    {
        call.Exchange.Refuse(reason);
        return GitHubProblem.Create(status, message, call.Documentation);
    }
}
