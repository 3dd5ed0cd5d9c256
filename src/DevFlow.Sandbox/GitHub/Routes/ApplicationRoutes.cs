using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>What an OAuth application asks, with its id and secret, about tokens it was given.</summary>
internal sealed class ApplicationRoutes(GitHubLogins logins)
{
    private const string Documentation = "https://docs.github.com/rest/apps/oauth-applications";

    public IEnumerable<GitHubRoute> Routes =>
    [
        Route("POST", "/applications/{client_id}/token", "check-a-token", CheckAsync),
        Route("PATCH", "/applications/{client_id}/token", "reset-a-token", ResetAsync),
        Route("DELETE", "/applications/{client_id}/token", "delete-an-app-token", DeleteTokenAsync),
        Route("DELETE", "/applications/{client_id}/grant", "delete-an-app-authorization", DeleteGrantAsync),
    ];

    private static GitHubRoute Route(string method, string template, string anchor, Func<GitHubCall, CancellationToken, ValueTask<Answer>> handler) =>
        new(method, template, "", $"{Documentation}#{anchor}", handler) { Callers = Callers.Client };

    private ValueTask<Answer> CheckAsync(GitHubCall call, CancellationToken cancellationToken) =>
        WithTokenAsync(call, isChange: false, (token, secret) => Show(call, token, secret), cancellationToken);

    private ValueTask<Answer> ResetAsync(GitHubCall call, CancellationToken cancellationToken) => WithTokenAsync(
        call,
        isChange: true,
        (token, _) =>
        {
            string secret = logins.Forms.Create(token.Spec.Owner.Kind);
            logins.Tokens.Revoke(token);
            return Show(call, logins.Tokens.Add(secret, token.Spec, token.Family), secret);
        },
        cancellationToken);

    private ValueTask<Answer> DeleteTokenAsync(GitHubCall call, CancellationToken cancellationToken) => WithTokenAsync(
        call,
        isChange: true,
        (token, _) =>
        {
            logins.Tokens.Revoke(token);
            return Answer.Empty(StatusCodes.Status204NoContent);
        },
        cancellationToken);

    // The grant is the user's whole consent to the application: every token that came of it goes.
    private ValueTask<Answer> DeleteGrantAsync(GitHubCall call, CancellationToken cancellationToken) => WithTokenAsync(
        call,
        isChange: true,
        (token, _) =>
        {
            foreach (Token<Grant> other in logins.Tokens.List())
            {
                if (other.Spec.ClientId == token.Spec.ClientId && other.Spec.Owner.Account == token.Spec.Owner.Account)
                {
                    logins.Tokens.Revoke(other.Family);
                }
            }

            return Answer.Empty(StatusCodes.Status204NoContent);
        },
        cancellationToken);

    private async ValueTask<Answer> WithTokenAsync(
        GitHubCall call, bool isChange, Func<Token<Grant>, string, Answer> act, CancellationToken cancellationToken)
    {
        if (call.Grant.Client!.Id != call["client_id"])
        {
            return call.NotFound();
        }

        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        if (body.Text("access_token") is not { Length: > 0 } secret)
        {
            return call.Invalid(new FieldError("OauthAccess", body.Has("access_token") ? "invalid" : "missing_field", "access_token"));
        }

        bool isActive = logins.Tokens.Find(secret, out Token<Grant>? token) == TokenStatus.Active;
        if (isActive && !token!.Spec.IsRefresh && token.Spec.ClientId == call["client_id"])
        {
            return act(token, secret);
        }

        return isChange ? call.Invalid(new FieldError("OauthAccess", "invalid", "access_token")) : call.NotFound();
    }

    private static Answer Show(GitHubCall call, Token<Grant> token, string secret) => Answer.Json(
        StatusCodes.Status200OK, writer => AppJson.WriteAuthorization(writer, token, secret, call.Grant.Client!, call.Links));
}
