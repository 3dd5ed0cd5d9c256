using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The endpoints of OAuth that programs call, in Doorkeeper's form.</summary>
/// <remarks>https://docs.gitlab.com/api/oauth2/</remarks>
internal sealed class OAuthRoutes(OAuthServer<User> oauth, TokenRegistry<User> tokens, string origin)
{
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("POST", "/oauth/authorize_device", StartDevice),
        new("POST", "/oauth/token", Exchange),
        new("POST", "/oauth/revoke", Revoke),
        new("POST", "/oauth/introspect", Introspect),
        new("GET", "/oauth/token/info", ShowInfo),
    ];

    /// <summary>The scopes a request names; without any, GitLab's default.</summary>
    public static IReadOnlyList<string> ReadScopes(string? scope) =>
        scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } scopes ? scopes : ["api"];

    private Answer StartDevice(GitLabCall call)
    {
        if (oauth.FindClient(call.Fields.Text("client_id")) is not { } client)
        {
            return Refuse(call, OAuthOutcome.ClientUnknown);
        }

        OAuthOutcome outcome = oauth.StartDevice(client, ReadScopes(call.Fields.Text("scope")), out (DeviceGrant<User> Grant, string DeviceCode) started);
        if (outcome != OAuthOutcome.Granted)
        {
            return Refuse(call, outcome);
        }

        (DeviceGrant<User> grant, string deviceCode) = started;
        return GitLabCall.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("device_code"u8, deviceCode);
            writer.WriteString("user_code"u8, grant.UserCode);
            writer.WriteString("verification_uri"u8, $"{origin}/oauth/device");
            writer.WriteString("verification_uri_complete"u8, $"{origin}/oauth/device?user_code={grant.UserCode}");
            writer.WriteNumber("expires_in"u8, Math.Ceiling((grant.ExpiresAt - call.Now).TotalSeconds));
            writer.WriteNumber("interval"u8, Math.Ceiling(grant.Interval.TotalSeconds));
            writer.WriteEndObject();
        });
    }

    private Answer Exchange(GitLabCall call)
    {
        Fields fields = call.Fields;
        string? grantType = fields.Text("grant_type");
        if (grantType is null)
        {
            return GitLabProblem.OAuth(StatusCodes.Status400BadRequest, "invalid_request", "Missing required parameter: grant_type.");
        }

        if (grantType is not ("authorization_code" or "refresh_token" or DeviceGrant))
        {
            return GitLabProblem.OAuth(
                StatusCodes.Status400BadRequest, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server.");
        }

        // A device may leave the secret out: it is a public client by its nature.
        OAuthOutcome outcome = CheckClient(call, grantType != DeviceGrant, out OAuthClient? client);
        if (client is null)
        {
            return Refuse(call, outcome);
        }

        OAuthResult<User> result = grantType switch
        {
            DeviceGrant => oauth.PollDevice(client, fields.Text("device_code") ?? ""),
            "refresh_token" => oauth.Refresh(client, fields.Text("refresh_token") ?? ""),
            _ => oauth.Redeem(client, fields.Text("code") ?? "", fields.Text("redirect_uri"), fields.Text("code_verifier")),
        };
        return result.Tokens is { } pair ? OAuthWords.Show(pair, call.Now) : Refuse(call, result.Outcome);
    }

    // RFC 7009: an unknown token is as good as revoked.
    private Answer Revoke(GitLabCall call)
    {
        OAuthOutcome outcome = CheckClient(call, needsSecret: true, out OAuthClient? client);
        if (client is null)
        {
            return Refuse(call, outcome);
        }

        oauth.Revoke(client, call.Fields.Text("token") ?? "");
        return GitLabCall.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        });
    }

    private Answer Introspect(GitLabCall call)
    {
        OAuthOutcome outcome = CheckClient(call, needsSecret: true, out OAuthClient? client);
        if (client is null)
        {
            return Refuse(call, outcome);
        }

        bool isActive = tokens.Find(call.Fields.Text("token") ?? "", out Token<User>? token) == TokenStatus.Active && token!.Spec.ClientId == client.Id;
        return GitLabCall.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteBoolean("active"u8, isActive);
            if (isActive)
            {
                writer.WriteString("scope"u8, string.Join(' ', token!.Spec.Scopes));
                writer.WriteString("client_id"u8, client.Id);
                writer.WriteString("token_type"u8, "Bearer");
                writer.WriteOptional("exp"u8, token.Spec.ExpiresAt?.ToUnixTimeSeconds());
                writer.WriteNumber("iat"u8, token.CreatedAt.ToUnixTimeSeconds());
            }

            writer.WriteEndObject();
        });
    }

    private Answer ShowInfo(GitLabCall call)
    {
        string authorization = call.Request.Headers.Authorization.ToString();
        string secret = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? authorization["Bearer ".Length..].Trim()
            : call.Fields.Text("access_token") ?? "";
        if (tokens.Find(secret, out Token<User>? token) != TokenStatus.Active || token!.Spec is { ClientId: null } or { IsRefresh: true })
        {
            call.Exchange.Refuse("bad-token");
            return GitLabProblem.OAuth(StatusCodes.Status401Unauthorized, "invalid_token", "The access token is invalid");
        }

        return GitLabCall.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("resource_owner_id"u8, token.Spec.Owner.Id);
            writer.WriteTexts("scope"u8, token.Spec.Scopes);
            writer.WriteNumber("expires_in"u8, OAuthWords.SecondsLeft(token, call.Now));
            writer.WriteStartObject("application"u8);
            writer.WriteString("uid"u8, token.Spec.ClientId);
            writer.WriteEndObject();
            writer.WriteNumber("created_at"u8, token.CreatedAt.ToUnixTimeSeconds());
            writer.WriteTexts("scopes"u8, token.Spec.Scopes);
            writer.WriteNumber("expires_in_seconds"u8, OAuthWords.SecondsLeft(token, call.Now));
            writer.WriteEndObject();
        });
    }

    private OAuthOutcome CheckClient(GitLabCall call, bool needsSecret, out OAuthClient? client)
    {
        (string? id, string? secret) = BasicLogin.Read(call.Request.Headers.Authorization) is { } basic
            ? (basic.Name, basic.Secret)
            : (call.Fields.Text("client_id"), call.Fields.Text("client_secret"));
        return oauth.CheckClient(id, string.IsNullOrEmpty(secret) ? null : secret, needsSecret, out client);
    }

    private static Answer Refuse(GitLabCall call, OAuthOutcome outcome)
    {
        call.Exchange.Refuse($"oauth-{OAuthWords.Describe(outcome).Error.Replace('_', '-')}");
        return OAuthWords.Refuse(outcome);
    }
}
