using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DevFlow.Sandbox.GitLab;

/// <summary>Says whose token a request carries, and whether it is enough for the route.</summary>
internal sealed class GitLabLogins(TokenRegistry<User> tokens)
{
    private const string Bearer = "Bearer ";

    private static readonly (string Parameter, string Header)[] Places =
        [("job_token", "JOB-TOKEN"), ("private_token", "PRIVATE-TOKEN"), ("access_token", "OAUTH-TOKEN")];

    /// <summary>Finds the token of a request, whatever became of it.</summary>
    /// <returns>Unknown also where there is none, or one that the route takes no notice of.</returns>
    public TokenStatus Find(GitLabCall call, out bool hasToken)
    {
        string secret = ReadSecret(call.Request);
        hasToken = secret.Length > 0;
        if (!hasToken)
        {
            return TokenStatus.Unknown;
        }

        TokenStatus status = tokens.Find(secret, out Token<User>? token);
        if (token is null || token.Spec.IsRefresh || !IsTaken(token.Spec.Kind, call.Route))
        {
            return TokenStatus.Unknown;
        }

        call.Token = token;
        return status;
    }

    /// <summary>The answer to a request without a good token.</summary>
    public static Answer Refuse(GitLabCall call, TokenStatus status, bool hasToken)
    {
        call.Response.Headers.WWWAuthenticate = "Bearer realm=\"Protected by OAuth 2.0\"";
        switch (status)
        {
            case TokenStatus.Expired:
                call.Exchange.Refuse("expired-token");
                return GitLabProblem.OAuth(
                    StatusCodes.Status401Unauthorized, "invalid_token", "Token is expired. You can either do re-authorization or token refresh.");
            case TokenStatus.Revoked or TokenStatus.Rotated:
                call.Exchange.Refuse("revoked-token");
                return GitLabProblem.OAuth(
                    StatusCodes.Status401Unauthorized, "invalid_token", "Token was revoked. You have to re-authorize from the user.");
            default:
                call.Exchange.Refuse(hasToken ? "bad-token" : "no-token");
                return GitLabProblem.Unauthorized();
        }
    }

    /// <summary>Checks the token's scopes.</summary>
    /// <returns>The refusal; null where one of them is enough.</returns>
    public static Answer? CheckScopes(GitLabCall call)
    {
        IReadOnlyList<string> needed = call.Route!.Scopes;
        if (needed.Count == 0 || needed.Any(scope => call.Token!.Spec.Scopes.Contains(scope, StringComparer.Ordinal)))
        {
            return null;
        }

        call.Exchange.Refuse("insufficient-scope");
        return GitLabProblem.OAuth(
            StatusCodes.Status403Forbidden,
            "insufficient_scope",
            "The request requires higher privileges than provided by the access token.",
            string.Join(' ', needed));
    }

    // A job's token opens few doors, and a deploy token none of the API's.
    private static bool IsTaken(string kind, GitLabRoute? route) => kind switch
    {
        LoginKind.Job => route?.AcceptsJobToken == true,
        LoginKind.Deploy => false,
        _ => true,
    };

    // In GitLab's order: job tokens, personal ones, then those of OAuth; a parameter goes before a header.
    private static string ReadSecret(HttpRequest request)
    {
        foreach ((string parameter, string header) in Places)
        {
            if (request.Query.TryGetValue(parameter, out StringValues value) || request.Headers.TryGetValue(header, out value))
            {
                return value.ToString();
            }
        }

        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : "";
    }
}
