using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>The page where a person lets an application act, and is sent back to it with a code.</summary>
/// <remarks>https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#web-application-flow</remarks>
internal sealed class AuthorizePage(GitHubState state, GitHubLogins logins)
{
    private const string Path = "/login/oauth/authorize";
    private const string RedirectGuide = "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/#";

    private static readonly string[] Parameters = ["client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "login"];

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("GET", Path, "", GitHubProblem.Documentation, AskAsync) { IsPage = true, IsOutsideApi = true, Callers = Callers.Anyone },
        new("POST", Path, "", GitHubProblem.Documentation, AnswerAsync) { IsPage = true, IsOutsideApi = true, Callers = Callers.Anyone },
    ];

    private ValueTask<Answer> AskAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Fields fields = Fields.Of(call.Query);
        if (FindClient(fields) is not { } client)
        {
            return new(Unknown());
        }

        AuthorizationRequest request = ReadRequest(fields);
        OAuthOutcome outcome = AuthorizationCodes<Grant>.Check(client, request);
        if (outcome != OAuthOutcome.Granted)
        {
            return new(Refuse(call, client, fields, outcome));
        }

        string hidden = string.Concat(Parameters.Where(fields.Has).Select(name => Page.Hidden(name, fields.Text(name))));
        return new(Page.Show(
            "Authorize " + client.Name,
            Page.Paragraph(request.Scopes.Count > 0 ? $"It asks for: {string.Join(", ", request.Scopes)}" : "It asks for public information.")
                + $"<form method=\"post\" action=\"{Path}\">{hidden}{Page.Buttons}</form>"));
    }

    private async ValueTask<Answer> AnswerAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        Fields fields;
        try
        {
            fields = await Fields.ReadAsync(call.Request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is JsonException or BadHttpRequestException)
        {
            return Page.Show("Authorize application", Page.Paragraph("The form could not be read."), StatusCodes.Status400BadRequest);
        }

        if (FindClient(fields) is not { } client || FindUser(fields) is not { } user)
        {
            return Unknown();
        }

        AuthorizationRequest request = ReadRequest(fields);
        if (!Page.IsApproved(fields))
        {
            OAuthOutcome asked = AuthorizationCodes<Grant>.Check(client, request);
            return asked is OAuthOutcome.Granted
                ? Redirect(call, client, fields, "error=access_denied&error_description=The+user+has+denied+your+application+access.&error_uri=" + Uri.EscapeDataString(RedirectGuide + "access-denied"))
                : Refuse(call, client, fields, asked);
        }

        Grant consent = logins.CreateConsent(client, user, request.Scopes, isFromDevice: false);
        OAuthOutcome outcome = logins.OAuth.Authorize(client, consent, request, out string code);
        return outcome == OAuthOutcome.Granted ? Redirect(call, client, fields, "code=" + code) : Refuse(call, client, fields, outcome);
    }

    private static AuthorizationRequest ReadRequest(Fields fields) => new(
        Scopes.Parse(fields.Text("scope")), fields.Text("redirect_uri"), fields.Text("code_challenge"), fields.Text("code_challenge_method"));

    private OAuthClient? FindClient(Fields fields) => logins.OAuth.FindClient(fields.Text("client_id"));

    private Account? FindUser(Fields fields) => fields.Text("login") is { Length: > 0 } login ? state.FindAccount(login) : state.User;

    private static Answer Unknown() => Page.Show("Not found", Page.Paragraph("There is no such application or user."), StatusCodes.Status404NotFound);

    // A wrong address is never followed: the error goes to the one that is registered.
    private static Answer Refuse(GitHubCall call, OAuthClient client, Fields fields, OAuthOutcome outcome)
    {
        (string error, string description, _) = OAuthWords.Of(outcome);
        call.Exchange.Refuse(error);
        return client.RedirectUris.Count == 0
            ? Page.Show("Authorization failed", Page.Paragraph(description), StatusCodes.Status400BadRequest)
            : Redirect(call, client, fields, $"error={error}&error_description={Uri.EscapeDataString(description)}", isTrusted: outcome != OAuthOutcome.RedirectRefused);
    }

    private static Answer Redirect(GitHubCall call, OAuthClient client, Fields fields, string query, bool isTrusted = true)
    {
        string target = (isTrusted ? fields.Text("redirect_uri") : null) ?? client.RedirectUris[0];
        return Page.Redirect(call.Response, target, query, fields.Text("state"));
    }
}
