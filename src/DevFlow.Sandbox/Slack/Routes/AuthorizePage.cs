using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

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

        return Page.Show(
            $"{app!.Name} asks for access to {workspace.Name}",
            Page.Paragraph(string.Join(", ", request!.Scopes)) + $"<form method=\"post\">{Page.Buttons}</form>");
    }

    private async ValueTask<Answer> DecideAsync(SlackCall call, CancellationToken cancellationToken)
    {
        Fields form = await Fields.ReadAsync(call.Request, cancellationToken).ConfigureAwait(false);
        lock (workspace.Gate)
        {
            Fields query = Fields.Of(call.Query);
            if (FindProblem(query, out SlackApp? app, out AuthorizationRequest? request) is { } problem)
            {
                return Refuse(call, problem);
            }

            string target = request!.RedirectUri ?? app!.Client.RedirectUris[0];
            string mark = query.Text("state") ?? "";
            if (!Page.IsApproved(form))
            {
                return Page.Redirect(call.Response, target, "error=access_denied", mark);
            }

            SlackUser user = workspace.Users.Find(static candidate => candidate.BotOf is null)!;
            string code = codes.Issue(app!.Client, new Consent(user, Scopes(query, "scope"), Scopes(query, "user_scope")), request);
            return Page.Redirect(call.Response, target, "code=" + Uri.EscapeDataString(code), mark);
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
        return Page.Show("Something went wrong", Page.Paragraph(problem), StatusCodes.Status400BadRequest);
    }

    private static string[] Scopes(Fields query, string name) =>
        (query.Text(name) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
