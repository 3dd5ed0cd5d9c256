using DevFlow.Platforms;

namespace DevFlow.Jira;

/// <summary>How Jira renews OAuth sets: Cloud at Atlassian's own address, Data Center below the site.</summary>
/// <remarks>
/// https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/ and
/// https://confluence.atlassian.com/adminjiraserver/jira-oauth-2-0-provider-api-1115659070.html. Cloud's refresh token may be shown
/// once more for ten minutes, and dies after 90 days without use; Data Center replaces both tokens at once. API tokens and personal
/// access tokens can be replaced by their owner in the browser only.
/// </remarks>
internal sealed class JiraRefresher : ICredentialRefresher
{
    private const string Name = "Jira";
    private static readonly TimeSpan CloudLeeway = TimeSpan.FromMinutes(10);

    public RefreshPlan? GetPlan(Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential is { Kind: CredentialKind.OAuth, CanRefresh: true }
            ? new RefreshPlan(RefreshAction.Refresh, JiraOAuth.IsCloud(AddressOf(credential)) ? CloudLeeway : TimeSpan.Zero)
            : null;
    }

    public HttpRequestMessage CreateRequest(RefreshRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new HttpRequestMessage(HttpMethod.Post, AddressOf(request.Credential)) { Content = SecretForm.OfRefresh(request) };
    }

    public RefreshAnswer ReadAnswer(Credential credential, HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(response);
        return OAuthAnswer.Read(Name, credential, response, body, now, "unauthorized_client");
    }

    private static Uri AddressOf(Credential credential) =>
        credential.Attributes.GetValueOrDefault(CredentialAttributes.TokenPath) is { } path ? WebAddress.OnOrigin(credential.Origin, "/" + path.TrimStart('/', '\\'))
        : JiraAddress.IsGatewayHost(credential.Origin) ? JiraOAuth.CloudTokens
        : JiraOAuth.ServerTokens(credential.Origin);
}
