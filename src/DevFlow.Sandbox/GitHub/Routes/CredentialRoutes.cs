using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.GitHub;

/// <summary>Revoking tokens somebody found: nobody has to say who asks, and the limit of the address counts.</summary>
internal sealed class CredentialRoutes(GitHubLogins logins)
{
    private const int MaxCredentials = 1000;

    public IEnumerable<GitHubRoute> Routes =>
    [
        new("POST", "/credentials/revoke", "", "https://docs.github.com/rest/credentials/revoke#revoke-a-list-of-credentials", RevokeAsync) { Callers = Callers.Anyone },
    ];

    private async ValueTask<Answer> RevokeAsync(GitHubCall call, CancellationToken cancellationToken)
    {
        (Fields? body, Answer? refusal) = await call.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return refusal!;
        }

        if (body.Raw("credentials") is not { ValueKind: JsonValueKind.Array } credentials
            || credentials.GetArrayLength() is 0 or > MaxCredentials
            || credentials.EnumerateArray().Any(credential => credential.ValueKind != JsonValueKind.String))
        {
            return GitHubProblem.Create(
                StatusCodes.Status422UnprocessableEntity, "Validation Failed", call.Documentation, [$"credentials must be a list of 1 to {MaxCredentials} strings"]);
        }

        foreach (JsonElement credential in credentials.EnumerateArray())
        {
            Revoke(credential.GetString()!);
        }

        // Whether one of them was any good is not told.
        return Answer.Json(StatusCodes.Status202Accepted, static writer =>
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        });
    }

    // Installation tokens are left alone: they end by themselves within the hour.
    private void Revoke(string secret)
    {
        logins.Tokens.Find(secret, out Token<Grant>? token);
        if (token is null || token.Spec.Owner.Kind == LoginKind.Installation)
        {
            return;
        }

        if (token.Spec.IsRefresh)
        {
            logins.Tokens.Revoke(token.Family);
        }
        else
        {
            logins.Tokens.Revoke(token);
        }
    }
}
