using System.Globalization;
using System.Net;
using DevFlow.Platforms;

namespace DevFlow.GitLab;

/// <summary>How GitLab renews OAuth sets and rotates access tokens.</summary>
/// <remarks>
/// https://docs.gitlab.com/api/oauth2/ and https://docs.gitlab.com/api/personal_access_tokens/#rotate-a-personal-access-token.
/// Neither has a leeway: the old secret is dead when the answer leaves, and using it once more revokes its whole family.
/// </remarks>
internal sealed class GitLabRefresher : ICredentialRefresher
{
    private const string Name = "GitLab";
    private const string Day = "yyyy-MM-dd";

    public RefreshPlan? GetPlan(Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential.Kind switch
        {
            CredentialKind.OAuth when credential.CanRefresh => new RefreshPlan(RefreshAction.Refresh),
            CredentialKind.Token => new RefreshPlan(RefreshAction.Rotate),
            _ => null,
        };
    }

    public HttpRequestMessage CreateRequest(RefreshRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Credential.Kind == CredentialKind.OAuth
            ? new HttpRequestMessage(HttpMethod.Post, new Uri(request.Credential.Origin, "oauth/token")) { Content = SecretForm.OfRefresh(request) }
            : CreateRotation(request);
    }

    public RefreshAnswer ReadAnswer(Credential credential, HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(response);
        return credential.Kind == CredentialKind.OAuth
            ? OAuthAnswer.Read(Name, credential, response, body, now)
            : ReadRotation(credential, response, body);
    }

    private static HttpRequestMessage CreateRotation(RefreshRequest request)
    {
        IReadOnlyDictionary<string, string> attributes = request.Credential.Attributes;
        string owner = attributes.GetValueOrDefault(CredentialAttributes.Project) is { } project ? $"projects/{Uri.EscapeDataString(project)}/access_tokens"
            : attributes.GetValueOrDefault(CredentialAttributes.Group) is { } group ? $"groups/{Uri.EscapeDataString(group)}/access_tokens"
            : "personal_access_tokens";
        HttpRequestMessage message = new(HttpMethod.Post, new Uri(request.Credential.Origin, $"api/v4/{owner}/self/rotate"))
        {
            Content = SecretBody.Of(writer =>
            {
                if (request.ExpiresAt is { } expiry)
                {
                    writer.WriteString("expires_at", expiry.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture));
                }
            }),
        };
        using SecretChars token = request.Secret.ToChars();
        new GitLabAuthentication().Apply(message, CredentialKind.Token, request.Credential.Account, token.Chars);
        return message;
    }

    private static RefreshAnswer ReadRotation(Credential credential, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        SecretJson json = new(body);
        if (response.IsSuccessStatusCode && json.Secret("token") is { } token)
        {
            return new RefreshAnswer(token)
            {
                ExpiresAt = DateTimeOffset.TryParseExact(
                    json.Text("expires_at"), Day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end) ? end : null,
                Scopes = json.Texts("scopes"),
            };
        }

        // 401: it is dead already. 400 with these words: it died between the check of the login and the rotation.
        string? said = json.Text("message") ?? json.Text("error_description") ?? json.Text("error");
        return response.StatusCode == HttpStatusCode.Unauthorized || said?.Contains("already revoked", StringComparison.OrdinalIgnoreCase) == true
            ? RefreshFailure.Refused(Name, credential, response, said)
            : RefreshFailure.Of(Name, credential, response, said);
    }
}
