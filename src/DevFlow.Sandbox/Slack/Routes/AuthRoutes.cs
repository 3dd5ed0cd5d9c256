using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace DevFlow.Sandbox.Slack;

/// <summary>Who asks: <c>api.test</c>, <c>auth.*</c>, <c>team.info</c>.</summary>
internal sealed class AuthRoutes(Workspace workspace, TokenRegistry<SlackIdentity> tokens, SlackEvents events)
{
    private const Callers Anyone = Callers.Bot | Callers.User | Callers.App;

    public IEnumerable<SlackRoute> Routes =>
    [
        new("api.test", "GET", SlackTier.Four, Echo) { Callers = Callers.None },
        new("auth.test", "GET", SlackTier.Special, Test) { Callers = Anyone },
        new("auth.revoke", "GET", SlackTier.Three, Revoke),
        new("team.info", "GET", SlackTier.Three, GetTeam) { Scopes = ["team:read"] },
    ];

    private static Answer Echo(SlackCall call)
    {
        if (call.Text("error") is { Length: > 0 } error)
        {
            throw new SlackProblem(error);
        }

        return call.Ok(writer =>
        {
            writer.WriteStartObject("args"u8);
            foreach ((string name, StringValues value) in HttpMethods.IsPost(call.Request.Method) && call.Request.HasFormContentType ? call.Query.Concat(call.Request.Form) : call.Query)
            {
                if (name != "token")
                {
                    writer.WriteString(name, value.ToString());
                }
            }

            if (call.Input.Body.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in call.Input.Body.EnumerateObject())
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        });
    }

    private Answer Test(SlackCall call) => call.Ok(writer =>
    {
        if (call.Caller.User is null)
        {
            writer.WriteString("app_name"u8, call.App.Name);
            writer.WriteString("app_id"u8, call.App.Id);
            return;
        }

        writer.WriteString("url"u8, $"{workspace.Origin}/");
        writer.WriteString("team"u8, workspace.Name);
        writer.WriteString("user"u8, call.User.Name);
        writer.WriteString("team_id"u8, workspace.Id);
        writer.WriteString("user_id"u8, call.User.Id);
        if (call.Caller.IsBot)
        {
            writer.WriteString("bot_id"u8, call.App.BotId);
        }

        writer.WriteBoolean("is_enterprise_install"u8, false);
    });

    // Without rotation the token is the installation's only one, and with it goes the authorization.
    private Answer Revoke(SlackCall call)
    {
        bool isTest = call.Flag("test");
        call.CheckInput();
        if (!isTest)
        {
            if (call.Token.Spec.ExpiresAt is null)
            {
                tokens.Revoke(call.Token.Family);
            }
            else
            {
                tokens.Revoke(call.Token);
            }

            events.Publish(
                "tokens_revoked",
                null,
                writer =>
                {
                    writer.WriteString("type"u8, "tokens_revoked");
                    writer.WriteStartObject("tokens"u8);
                    writer.WriteTexts("oauth"u8, call.Caller.IsBot ? [] : [call.User.Id]);
                    writer.WriteTexts("bot"u8, call.Caller.IsBot ? [call.User.Id] : []);
                    writer.WriteEndObject();
                },
                call.Answered,
                only: call.App);
        }

        return call.Ok(writer => writer.WriteBoolean("revoked"u8, !isTest));
    }

    private Answer GetTeam(SlackCall call) => call.Text("team") is { } asked && asked != workspace.Id
        ? throw new SlackProblem("team_not_found")
        : call.Ok(writer =>
        {
            writer.WriteStartObject("team"u8);
            writer.WriteString("id"u8, workspace.Id);
            writer.WriteString("name"u8, workspace.Name);
            writer.WriteString("domain"u8, workspace.Domain);
            writer.WriteString("email_domain"u8, "");
            writer.WriteStartObject("icon"u8);
            writer.WriteBoolean("image_default"u8, true);
            writer.WriteIcons(workspace, workspace.Id, 34, 44, 68, 88, 102, 132, 230);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
}
