using System.Net;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The pages of OAuth that a person sees. There is no login: whoever opens them is the sandbox's first user.</summary>
internal sealed class OAuthPages(OAuthServer<User> oauth, GitLabState state)
{
    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", "/oauth/authorize", AskForConsent),
        new("POST", "/oauth/authorize", Authorize) { IsProtected = true },
        new("GET", "/oauth/device", AskForCode),
        new("POST", "/oauth/device", AnswerDevice) { IsProtected = true },
    ];

    private User Person => state.Users[0];

    private Answer AskForConsent(GitLabCall call)
    {
        if (Read(call, out OAuthClient? client, out AuthorizationRequest request) is { } refusal)
        {
            return refusal;
        }

        string fields = string.Concat(call.Query.Select(pair => Hidden(pair.Key, pair.Value.ToString())));
        return Page($"""
            <h1>Authorize {Encode(client!.Name)}?</h1>
            <p>It will act as {Encode(Person.Username)} with the scopes: {Encode(string.Join(' ', request.Scopes))}.</p>
            <form method="post" action="/oauth/authorize">{fields}<button name="decision" value="allow">Authorize</button>
            <button name="decision" value="deny">Cancel</button></form>
            """);
    }

    private Answer Authorize(GitLabCall call)
    {
        if (Read(call, out OAuthClient? client, out AuthorizationRequest request) is { } refusal)
        {
            return refusal;
        }

        string target = request.RedirectUri ?? client!.RedirectUris[0];
        string echoed = call.Fields.Text("state") is { } known ? $"&state={Uri.EscapeDataString(known)}" : "";
        if (call.Fields.Text("decision") == "deny")
        {
            const string Denied = "The resource owner or authorization server denied the request.";
            return Redirect(call, target, $"error=access_denied&error_description={Uri.EscapeDataString(Denied)}{echoed}");
        }

        oauth.Authorize(client!, Person, request, out string code);
        return Redirect(call, target, $"code={code}{echoed}");
    }

    private Answer AskForCode(GitLabCall call)
    {
        string code = call.Fields.Text("user_code") ?? "";
        string about = oauth.Devices.Find(code) is { } grant ? $"<p>{Encode(grant.Client.Name)} asks for: {Encode(string.Join(' ', grant.Scopes))}.</p>" : "";
        return Page($"""
            <h1>Authorize a device</h1>{about}
            <form method="post" action="/oauth/device"><input name="user_code" value="{Encode(code)}" autofocus>
            <button name="decision" value="allow">Authorize</button><button name="decision" value="deny">Cancel</button></form>
            """);
    }

    private Answer AnswerDevice(GitLabCall call)
    {
        bool isAllowed = call.Fields.Text("decision") != "deny";
        return oauth.Devices.Answer(call.Fields.Text("user_code") ?? "", isAllowed ? Person : null)
            ? Page(isAllowed ? "<h1>Device authorized</h1><p>You can close this page.</p>" : "<h1>Device refused</h1>")
            : Page("<h1>The code is wrong or has expired</h1>", StatusCodes.Status422UnprocessableEntity);
    }

    // What concerns the client or its address is told here and not to the address, which may be a stranger's.
    private Answer? Read(GitLabCall call, out OAuthClient? client, out AuthorizationRequest request)
    {
        Fields fields = call.Fields;
        request = new(
            OAuthRoutes.ReadScopes(fields.Text("scope")), fields.Text("redirect_uri"), fields.Text("code_challenge"), fields.Text("code_challenge_method"));
        client = oauth.FindClient(fields.Text("client_id"));
        OAuthOutcome outcome = client is null ? OAuthOutcome.ClientUnknown
            : fields.Text("response_type") != "code" ? OAuthOutcome.ChallengeRefused
            : AuthorizationCodes<User>.Check(client, request);
        if (outcome == OAuthOutcome.Granted)
        {
            return null;
        }

        (int status, string error, string description) = fields.Text("response_type") == "code" || client is null
            ? OAuthDialect.Describe(outcome)
            : (StatusCodes.Status400BadRequest, "unsupported_response_type", "The authorization server does not support this response type.");
        call.Exchange.Refuse($"oauth-{error.Replace('_', '-')}");
        return Page($"<h1>An error has occurred</h1><p>{error}: {Encode(description)}</p>", status);
    }

    private static Answer Redirect(GitLabCall call, string target, string query)
    {
        call.Response.Headers.Location = $"{target}{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
        return Answer.Empty(StatusCodes.Status302Found);
    }

    private static Answer Page(string body, int status = StatusCodes.Status200OK) =>
        Answer.Text(status, "text/html; charset=utf-8", $"<!DOCTYPE html><html lang=\"en\"><head><title>GitLab sandbox</title></head><body>{body}</body></html>");

    private static string Hidden(string name, string value) => $"<input type=\"hidden\" name=\"{Encode(name)}\" value=\"{Encode(value)}\">";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
