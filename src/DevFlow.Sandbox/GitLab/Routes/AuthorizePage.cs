using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitLab;

/// <summary>The page where a person lets an application act, and is sent back to it with a code.</summary>
/// <remarks>There is no login: whoever opens it is the sandbox's first user.</remarks>
internal sealed class AuthorizePage(OAuthServer<User> oauth, GitLabState state)
{
    private const string Path = "/oauth/authorize";

    public IEnumerable<GitLabRoute> Routes =>
    [
        new("GET", Path, Ask),
        new("POST", Path, Decide) { IsProtected = true },
    ];

    private User Person => state.Users[0];

    private Answer Ask(GitLabCall call)
    {
        if (Read(call, out OAuthClient? client, out AuthorizationRequest request) is { } refusal)
        {
            return refusal;
        }

        string hidden = string.Concat(call.Query.Select(pair => Page.Hidden(pair.Key, pair.Value.ToString())));
        return Page.Show(
            $"Authorize {client!.Name}?",
            Page.Paragraph($"It will act as {Person.Username} with the scopes: {string.Join(' ', request.Scopes)}.")
                + $"<form method=\"post\" action=\"{Path}\">{hidden}{Page.Buttons}</form>");
    }

    private Answer Decide(GitLabCall call)
    {
        if (Read(call, out OAuthClient? client, out AuthorizationRequest request) is { } refusal)
        {
            return refusal;
        }

        string target = request.RedirectUri ?? client!.RedirectUris[0];
        string? mark = call.Fields.Text("state");
        if (!Page.IsApproved(call.Fields))
        {
            const string denied = "The resource owner or authorization server denied the request.";
            return Page.Redirect(call.Response, target, $"error=access_denied&error_description={Uri.EscapeDataString(denied)}", mark);
        }

        oauth.Authorize(client!, Person, request, out string code);
        return Page.Redirect(call.Response, target, $"code={code}", mark);
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
            ? OAuthWords.Describe(outcome)
            : (StatusCodes.Status400BadRequest, "unsupported_response_type", "The authorization server does not support this response type.");
        call.Exchange.Refuse($"oauth-{error.Replace('_', '-')}");
        return Page.Show("An error has occurred", Page.Paragraph($"{error}: {description}"), status);
    }
}
