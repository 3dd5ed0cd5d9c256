using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>OAuth 2.0 (3LO) as auth.atlassian.com and api.atlassian.com have it, on the sandbox's own address.</summary>
/// <remarks>https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/</remarks>
internal sealed class CloudOAuthRoutes(JiraState state, JiraLogins logins)
{
    private const string Audience = "api.atlassian.com";

    public IEnumerable<JiraRoute> CloudRoutes =>
    [
        new("GET", "/authorize", null, state, Authorize) { IsPublic = true },
        new("POST", "/oauth/token", null, state, GiveTokens) { IsPublic = true },
        new("GET", "/oauth/token/accessible-resources", null, state, ListResources) { IsAtAnyAddress = true },
        new("GET", "/me", "read:me", state, ShowMe) { IsAtAnyAddress = true },
        new("GET", "/_edge/tenant_info", null, state, ShowTenant) { IsPublic = true },
    ];

    // The person at the browser is the site's first user, and consents at once where they were not told to deny it.
    private Answer Authorize(JiraCall call, Fields input)
    {
        string? redirect = input.Text("redirect_uri");
        if (logins.OAuth.FindClient(input.Text("client_id")) is not { } client || redirect is null || !client.MayRedirectTo(redirect))
        {
            return JiraProblem.OAuth(StatusCodes.Status400BadRequest, "invalid_request", "The client id or the redirect_uri is not registered.");
        }

        string mark = input.Text("state") ?? "";
        if (input.Text("response_type") != "code" || input.Text("audience") != Audience || input.Text("prompt") != "consent")
        {
            return Page.Redirect(call.Response, redirect, "error=invalid_request&error_description=response_type%2C%20audience%20or%20prompt%20is%20wrong", mark);
        }

        if (state.TakeDenial())
        {
            return Page.Redirect(call.Response, redirect, "error=access_denied&error_description=User%20did%20not%20authorize%20the%20request", mark);
        }

        string[] scopes = (input.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        AuthorizationRequest request = new(scopes, redirect, null, null);
        OAuthOutcome outcome = logins.OAuth.Authorize(client, state.Users[0], request, out string code);
        return Page.Redirect(call.Response, redirect, outcome == OAuthOutcome.Granted ? $"code={Uri.EscapeDataString(code)}" : "error=invalid_scope", mark);
    }

    private Answer GiveTokens(JiraCall call, Fields input)
    {
        if (logins.OAuth.CheckClient(input.Text("client_id"), input.Text("client_secret"), needsSecret: true, out OAuthClient? client) != OAuthOutcome.Granted)
        {
            return JiraProblem.OAuth(StatusCodes.Status401Unauthorized, "access_denied", "Unauthorized");
        }

        return input.Text("grant_type") switch
        {
            "authorization_code" => Redeem(input, client!),
            "refresh_token" => Refresh(input, client!),
            "client_credentials" => input.Text("audience") == Audience
                ? GiveApp(client!)
                : JiraProblem.OAuth(StatusCodes.Status403Forbidden, "access_denied", "The audience is wrong."),
            _ => JiraProblem.OAuth(StatusCodes.Status403Forbidden, "unsupported_grant_type", "Unsupported grant type."),
        };
    }

    private Answer Redeem(Fields input, OAuthClient client)
    {
        OAuthResult<JiraUser> result = logins.OAuth.Redeem(client, input.Text("code") ?? "", input.Text("redirect_uri"), verifier: null);
        return result.Tokens is { } pair ? WriteTokens(pair) : JiraProblem.OAuth(StatusCodes.Status403Forbidden, "invalid_grant", "Invalid authorization code");
    }

    private Answer Refresh(Fields input, OAuthClient client)
    {
        OAuthResult<JiraUser> result = logins.OAuth.Refresh(client, input.Text("refresh_token") ?? "");
        return result.Tokens is { } pair ? WriteTokens(pair) : JiraProblem.OAuth(StatusCodes.Status403Forbidden, "invalid_grant", "Unknown or invalid refresh token.");
    }

    private Answer GiveApp(OAuthClient client)
    {
        string[] scopes = [.. client.Scopes.Where(scope => scope.Contains("dev-info", StringComparison.Ordinal))];
        return WriteTokens(logins.OAuth.Issue(client, state.Users[0], scopes, LoginKind.App));
    }

    // Without offline_access there is a refresh token too, but nobody is told of it.
    private static Answer WriteTokens(TokenPair<JiraUser> pair) => JiraCall.Show(writer =>
    {
        TokenSpec<JiraUser> spec = pair.Access.Spec;
        writer.WriteStartObject();
        writer.WriteString("access_token"u8, pair.AccessSecret);
        if (spec.Kind == LoginKind.OAuth && spec.Scopes.Contains(JiraScopes.Offline, StringComparer.Ordinal))
        {
            writer.WriteString("refresh_token"u8, pair.RefreshSecret);
        }

        writer.WriteNumber("expires_in"u8, (long)Math.Max(1, (spec.ExpiresAt!.Value - pair.Access.CreatedAt).TotalSeconds));
        writer.WriteString("token_type"u8, "Bearer");
        writer.WriteString("scope"u8, string.Join(' ', spec.Scopes));
        writer.WriteEndObject();
    });

    private Answer ListResources(JiraCall call, Fields input) => JiraCall.Show(writer =>
    {
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteString("id"u8, logins.CloudId);
        writer.WriteString("url"u8, call.View.Root);
        writer.WriteString("name"u8, "sandbox");
        writer.WriteArray("scopes"u8, call.Caller.Scopes ?? [], writer.WriteStringValue);
        writer.WriteString("avatarUrl"u8, $"{call.View.Root}/avatar.png");
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    private static Answer ShowMe(JiraCall call, Fields input) => JiraCall.Show(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("account_type"u8, "atlassian");
        writer.WriteString("account_id"u8, call.User.AccountId);
        writer.WriteString("email"u8, call.User.Email);
        writer.WriteString("name"u8, call.User.DisplayName);
        writer.WriteString("nickname"u8, call.User.Name);
        writer.WriteString("zoneinfo"u8, call.User.TimeZone);
        writer.WriteString("locale"u8, "en-US");
        writer.WriteString("account_status"u8, "active");
        writer.WriteEndObject();
    });

    private Answer ShowTenant(JiraCall call, Fields input) => JiraCall.Show(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("cloudId"u8, logins.CloudId);
        writer.WriteEndObject();
    });
}
