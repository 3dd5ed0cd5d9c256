using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Data Center as an OAuth 2.0 provider: codes with PKCE, S256 or plain; a refresh replaces both tokens.</summary>
/// <remarks>https://confluence.atlassian.com/adminjiraserver/jira-oauth-2-0-provider-api-1115659070.html</remarks>
internal sealed class ServerOAuthRoutes(JiraState state, JiraLogins logins)
{
    public IEnumerable<JiraRoute> ServerRoutes =>
    [
        new("GET", "/rest/oauth2/latest/authorize", null, state, Authorize) { IsPublic = true },
        new("POST", "/rest/oauth2/latest/token", null, state, GiveTokens) { IsPublic = true },
    ];

    // The person at the browser is the site's first user, and consents at once where they were not told to deny it.
    private Answer Authorize(JiraCall call, Fields input)
    {
        string? redirect = input.Text("redirect_uri");
        if (logins.OAuth.FindClient(input.Text("client_id")) is not { } client || redirect is null || !client.MayRedirectTo(redirect))
        {
            return JiraProblem.OAuth(StatusCodes.Status400BadRequest, "invalid_request", "The client id or the redirect_uri is not registered.");
        }

        if (state.TakeDenial())
        {
            return Page.Redirect(call.Response, redirect, "error=access_denied", input.Text("state") ?? "");
        }

        string[] scopes = (input.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        AuthorizationRequest request = new(scopes, redirect, input.Text("code_challenge"), input.Text("code_challenge_method"));
        OAuthOutcome outcome = input.Text("response_type") == "code"
            ? logins.OAuth.Authorize(client, state.Users[0], request, out string code)
            : Refuse(out code);
        string result = outcome switch
        {
            OAuthOutcome.Granted => $"code={Uri.EscapeDataString(code)}",
            OAuthOutcome.ScopeRefused => "error=invalid_scope",
            _ => "error=invalid_request",
        };
        return Page.Redirect(call.Response, redirect, result, input.Text("state") ?? "");
    }

    private Answer GiveTokens(JiraCall call, Fields input)
    {
        if (logins.OAuth.CheckClient(input.Text("client_id"), input.Text("client_secret"), needsSecret: true, out OAuthClient? client) != OAuthOutcome.Granted)
        {
            return JiraProblem.OAuth(StatusCodes.Status400BadRequest, "invalid_client", "The client is unknown, or its secret is wrong.");
        }

        OAuthResult<JiraUser>? result = input.Text("grant_type") switch
        {
            "authorization_code" => logins.OAuth.Redeem(client!, input.Text("code") ?? "", input.Text("redirect_uri"), input.Text("code_verifier")),
            "refresh_token" => logins.OAuth.Refresh(client!, input.Text("refresh_token") ?? ""),
            _ => null,
        };
        if (result?.Tokens is not { } pair)
        {
            return result is null
                ? JiraProblem.OAuth(StatusCodes.Status400BadRequest, "unsupported_grant_type", "The grant type is not supported.")
                : JiraProblem.OAuth(StatusCodes.Status400BadRequest, "invalid_grant", "The grant is unknown, used or expired.");
        }

        return JiraCall.Show(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("access_token"u8, pair.AccessSecret);
            writer.WriteString("refresh_token"u8, pair.RefreshSecret);
            writer.WriteString("token_type"u8, "bearer");
            writer.WriteNumber("expires_in"u8, (long)Math.Max(1, (pair.Access.Spec.ExpiresAt!.Value - pair.Access.CreatedAt).TotalSeconds));
            writer.WriteString("scope"u8, string.Join(' ', pair.Access.Spec.Scopes));
            writer.WriteNumber("created_at"u8, pair.Access.CreatedAt.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        });
    }

    private static OAuthOutcome Refuse(out string code)
    {
        code = "";
        return OAuthOutcome.RedirectMismatch;
    }
}
