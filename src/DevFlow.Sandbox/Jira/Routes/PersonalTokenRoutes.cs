using System.Text.Json;
using DevFlow.Sandbox.Auth;
using DevFlow.Sandbox.Http;
using Microsoft.AspNetCore.Http;

namespace DevFlow.Sandbox.Jira;

/// <summary>Data Center's personal access tokens: each person sees and ends her own.</summary>
/// <remarks>https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html</remarks>
internal sealed class PersonalTokenRoutes(JiraState state, JiraLogins logins)
{
    private const int MaxTokens = 100;
    private const int MaxDays = 365;

    public IEnumerable<JiraRoute> ServerRoutes =>
    [
        new("GET", "/rest/pat/latest/tokens", "ADMIN", state, List),
        new("POST", "/rest/pat/latest/tokens", "ADMIN", state, Create),
        new("DELETE", "/rest/pat/latest/tokens/{tokenId}", "ADMIN", state, Delete),
    ];

    private Answer List(JiraCall call, Fields input) => call.List([.. Of(call.User)], static (writer, token, _) => Write(writer, token, null));

    private Answer Create(JiraCall call, Fields input)
    {
        string? name = input.Text("name", required: true, maxLength: 255);
        long? days = input.Number("expirationDuration");
        if (input.Problems.Count > 0 || days is <= 0 or > MaxDays)
        {
            return JiraProblem.BadRequest(name is null ? "Token name is required." : $"The expiry must be a number of days from 1 to {MaxDays}.");
        }

        if (Of(call.User).Count() >= MaxTokens)
        {
            return JiraProblem.BadRequest($"The maximum number of {MaxTokens} tokens is reached.");
        }

        DateTimeOffset? end = days is { } life ? state.Now + logins.Scale(TimeSpan.FromDays(life)) : null;
        (Token<JiraUser> token, string secret) = logins.Issue(new(LoginKind.PersonalToken, call.User, []) { Name = name, ExpiresAt = end });
        return JiraCall.Show(writer => Write(writer, token, secret), StatusCodes.Status201Created);
    }

    private Answer Delete(JiraCall call, Fields input)
    {
        long id = call.Number("tokenId");
        if (Of(call.User).FirstOrDefault(token => token.Id == id) is not { } token)
        {
            return JiraProblem.NotFound("The token does not exist.");
        }

        logins.Tokens.Revoke(token);
        return JiraCall.NoContent();
    }

    // Expired ones are shown, ended ones are not.
    private IEnumerable<Token<JiraUser>> Of(JiraUser user) => logins.Tokens.List().Where(token =>
        token.Spec.Kind == LoginKind.PersonalToken && token.Spec.Owner == user && token.Status(state.Now) is TokenStatus.Active or TokenStatus.Expired);

    private static void Write(Utf8JsonWriter writer, Token<JiraUser> token, string? secret)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, token.Id);
        writer.WriteString("name"u8, token.Spec.Name);
        writer.WriteMoment("createdAt"u8, token.CreatedAt);
        if (token.LastUsedAt is { } used)
        {
            writer.WriteMoment("lastAccessedAt"u8, used);
        }

        if (token.Spec.ExpiresAt is { } end)
        {
            writer.WriteMoment("expiringAt"u8, end);
        }

        if (secret is not null)
        {
            writer.WriteString("rawToken"u8, secret);
        }

        writer.WriteEndObject();
    }
}
