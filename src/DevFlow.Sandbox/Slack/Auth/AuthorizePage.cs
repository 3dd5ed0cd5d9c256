using System.Globalization;
using System.Net;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace DevFlow.Sandbox.Slack;

/// <summary>The page on which a person allows an app: <c>/oauth/v2/authorize</c>.</summary>
/// <remarks>Nobody signs in to a sandbox: whoever presses the button is the workspace's first person.</remarks>
internal sealed class AuthorizePage(Workspace workspace, AuthorizationCodes<Consent> codes)
{
    public IEnumerable<Route<SlackCall>> Pages =>
    [
        new("GET", "/oauth/v2/authorize", (call, _) => new(Show(call))),
        new("POST", "/oauth/v2/authorize", DecideAsync),
    ];

    private Answer Show(SlackCall call)
    {
        if (FindProblem(Fields.Of(call.Query), out SlackApp? app, out AuthorizationRequest? request) is { } problem)
        {
            return Refuse(call, problem);
        }

        string page = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Slack sandbox</title></head><body>
            <h1>{WebUtility.HtmlEncode(app!.Name)} asks for access to {WebUtility.HtmlEncode(workspace.Name)}</h1>
            <p>{WebUtility.HtmlEncode(string.Join(", ", request!.Scopes))}</p>
            <form method="post"><button name="decision" value="allow">Allow</button> <button name="decision" value="cancel">Cancel</button></form>
            </body></html>

            """);
        return Answer.Text(StatusCodes.Status200OK, "text/html; charset=utf-8", page);
    }

    private async ValueTask<Answer> DecideAsync(SlackCall call, CancellationToken cancellationToken)
    {
        Fields form = await Fields.ReadAsync(call.Request, cancellationToken).ConfigureAwait(false);
        string? decision = form.Text("decision");
        lock (workspace.Gate)
        {
            Fields query = Fields.Of(call.Query);
            if (FindProblem(query, out SlackApp? app, out AuthorizationRequest? request) is { } problem)
            {
                return Refuse(call, problem);
            }

            Dictionary<string, string?> result = new(StringComparer.Ordinal);
            if (decision == "allow")
            {
                SlackUser user = workspace.Users.Find(static candidate => candidate.BotOf is null)!;
                result["code"] = codes.Issue(app!.Client, new Consent(user, Scopes(query, "scope"), Scopes(query, "user_scope")), request!);
            }
            else
            {
                result["error"] = "access_denied";
            }

            result["state"] = query.Text("state") ?? "";
            call.Response.Headers.Location = QueryHelpers.AddQueryString(request!.RedirectUri ?? app!.Client.RedirectUris[0], result);
            return Answer.Empty(StatusCodes.Status302Found);
        }
    }

    private string? FindProblem(Fields query, out SlackApp? app, out AuthorizationRequest? request)
    {
        string? id = query.Text("client_id");
        SlackApp? found = workspace.Apps.Find(candidate => candidate.Client.Id == id);
        string[] bot = Scopes(query, "scope");
        string[] user = Scopes(query, "user_scope");
        app = found;
        request = new([.. bot, .. user], query.Text("redirect_uri"), query.Text("code_challenge"), query.Text("code_challenge_method"));
        if (found is null)
        {
            return "invalid_client_id";
        }

        if (bot.Length + user.Length == 0 || !bot.All(found.BotScopes.Contains) || !user.All(found.UserScopes.Contains))
        {
            return "invalid_scope";
        }

        // What a public client runs on is nobody's server: it may act for a person but has no bot.
        if (found.Client.IsPublic && bot.Length > 0)
        {
            return "invalid_scope";
        }

        return AuthorizationCodes<Consent>.Check(found.Client, request) switch
        {
            OAuthOutcome.Granted => null,
            OAuthOutcome.RedirectRefused => "bad_redirect_uri",
            OAuthOutcome.ChallengeMissing => "pkce_required",
            OAuthOutcome.ChallengeRefused => "invalid_code_challenge",
            _ => "invalid_scope",
        };
    }

    private static Answer Refuse(SlackCall call, string problem)
    {
        call.Exchange.Refuse(problem);
        return Answer.Text(StatusCodes.Status400BadRequest, "text/html; charset=utf-8", $"<!DOCTYPE html>\n<title>Slack sandbox</title>\n<p>{problem}</p>\n");
    }

    private static string[] Scopes(Fields query, string name) =>
        (query.Text(name) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
