using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Hosting;
using DevFlow.Sandbox.Http;

namespace DevFlow.Sandbox.Slack;

/// <summary>Tokens for codes, refresh tokens and old tokens: <c>oauth.v2.access</c> and <c>oauth.v2.exchange</c>.</summary>
internal sealed class OAuthRoutes(Workspace workspace, SandboxClock clock, OAuthServer<SlackIdentity> server, TokenRegistry<SlackIdentity> tokens, AuthorizationCodes<Consent> codes)
{
    public IEnumerable<SlackRoute> Routes =>
    [
        new("oauth.v2.access", "GET", SlackTier.Four, Access) { Callers = Callers.None },
        new("oauth.v2.exchange", "GET", SlackTier.Four, Exchange) { Callers = Callers.None },
    ];

    private Answer Access(SlackCall call)
    {
        (SlackApp app, bool isProved) = CheckClient(call);
        switch (call.Text("grant_type") ?? "authorization_code")
        {
            case "authorization_code":
                return Redeem(call, app, isProved);
            case "refresh_token":
                OAuthResult<SlackIdentity> result = server.Refresh(app.Client, call.Required("refresh_token"));
                return result.Outcome == OAuthOutcome.Granted
                    ? call.Ok(writer => WriteWhole(writer, result.Tokens!))
                    : throw new SlackProblem(result.Outcome == OAuthOutcome.RefreshTokenExpired ? "token_expired" : "invalid_refresh_token");
            default:
                throw new SlackProblem("invalid_grant_type");
        }
    }

    private Answer Redeem(SlackCall call, SlackApp app, bool isProved)
    {
        string? verifier = call.Text("code_verifier");
        if (!isProved && verifier is null)
        {
            throw new SlackProblem("bad_client_secret");
        }

        OAuthOutcome outcome = codes.Redeem(app.Client, call.Required("code", "invalid_code"), call.Text("redirect_uri"), verifier, out AuthorizationCode<Consent>? code);
        if (outcome != OAuthOutcome.Granted)
        {
            throw new SlackProblem(outcome switch
            {
                OAuthOutcome.CodeReused => "code_already_used",
                OAuthOutcome.RedirectMismatch => "bad_redirect_uri",
                OAuthOutcome.VerifierWrong => "invalid_code_verifier",
                _ => "invalid_code",
            });
        }

        Consent consent = code!.Owner;
        TokenPair<SlackIdentity>? bot = consent.BotScopes.Count == 0
            ? null
            : server.Issue(app.Client, new(app, app.BotUser), consent.BotScopes, LoginKind.Bot, app.BotTokens.IsRevoked ? null : app.BotTokens);
        TokenPair<SlackIdentity>? user = consent.UserScopes.Count == 0
            ? null
            : server.Issue(app.Client, new(app, consent.User), consent.UserScopes, LoginKind.User);
        return call.Ok(writer => WriteInstalled(writer, app, consent.User, bot, user));
    }

    // A long-lived token becomes a rotating one; there is no way back.
    private Answer Exchange(SlackCall call)
    {
        (SlackApp app, bool isProved) = CheckClient(call);
        if (!isProved)
        {
            throw new SlackProblem("bad_client_secret");
        }

        TokenStatus status = tokens.Find(call.Required("token", "not_authed"), out Token<SlackIdentity>? token);
        if (status != TokenStatus.Active || token!.Spec.Owner.App != app || token.Spec.Owner.User is null || token.Spec.IsRefresh)
        {
            throw new SlackProblem(status is TokenStatus.Expired ? "token_expired" : "invalid_token");
        }

        if (!app.Client.Policy.HasRefreshTokens)
        {
            throw new SlackProblem("token_rotation_not_enabled");
        }

        if (token.Spec.ExpiresAt is not null)
        {
            throw new SlackProblem("token_already_exchanged");
        }

        TokenPair<SlackIdentity> pair = server.Issue(app.Client, token.Spec.Owner, token.Spec.Scopes, token.Spec.Kind);
        tokens.Revoke(token);
        return call.Ok(writer => WriteWhole(writer, pair));
    }

    // By basic authentication or as arguments. A public client shows no secret and proves itself with its verifier.
    private (SlackApp App, bool IsProved) CheckClient(SlackCall call)
    {
        BasicLogin? basic = BasicLogin.Read(call.Request.Headers.Authorization);
        string? id = basic?.Name ?? call.Text("client_id");
        string? secret = basic?.Secret ?? call.Text("client_secret");
        SlackApp app = workspace.Apps.Find(candidate => candidate.Client.Id == id) ?? throw new SlackProblem("invalid_client_id");
        return server.CheckClient(id, string.IsNullOrEmpty(secret) ? null : secret, needsSecret: false, out _) == OAuthOutcome.Granted
            ? (app, !string.IsNullOrEmpty(secret) || (app.Client.IsPublic && call.Text("grant_type") == "refresh_token"))
            : throw new SlackProblem("bad_client_secret");
    }

    private void WriteInstalled(Utf8JsonWriter writer, SlackApp app, SlackUser user, TokenPair<SlackIdentity>? bot, TokenPair<SlackIdentity>? own)
    {
        writer.WriteString("app_id"u8, app.Id);
        writer.WriteStartObject("authed_user"u8);
        writer.WriteString("id"u8, user.Id);
        if (own is not null)
        {
            WriteTokens(writer, own);
        }

        writer.WriteEndObject();
        if (bot is not null)
        {
            WriteTokens(writer, bot);
            writer.WriteString("bot_user_id"u8, app.BotUser.Id);
        }

        WriteTeam(writer);
    }

    private void WriteWhole(Utf8JsonWriter writer, TokenPair<SlackIdentity> pair)
    {
        SlackIdentity owner = pair.Access.Spec.Owner;
        writer.WriteString("app_id"u8, owner.App.Id);
        WriteTokens(writer, pair);
        writer.WriteText("bot_user_id"u8, owner.IsBot ? owner.User!.Id : null);
        writer.WriteText("user_id"u8, owner.IsBot ? null : owner.User!.Id);
        WriteTeam(writer);
    }

    private void WriteTokens(Utf8JsonWriter writer, TokenPair<SlackIdentity> pair)
    {
        writer.WriteString("scope"u8, string.Join(',', pair.Access.Spec.Scopes));
        writer.WriteString("access_token"u8, pair.AccessSecret);
        writer.WriteString("token_type"u8, pair.Access.Spec.Kind);
        if (pair.RefreshSecret is not null)
        {
            writer.WriteString("refresh_token"u8, pair.RefreshSecret);
            writer.WriteNumber("expires_in"u8, (long)(pair.Access.Spec.ExpiresAt!.Value - clock.Now).TotalSeconds);
        }
    }

    private void WriteTeam(Utf8JsonWriter writer)
    {
        writer.WriteTeam(workspace);
        writer.WriteNull("enterprise"u8);
        writer.WriteBoolean("is_enterprise_install"u8, false);
    }
}
