using System.Globalization;
using System.Net.Http.Headers;
using DevFlow.Platforms;

namespace DevFlow.GitHub;

/// <summary>How GitHub renews the user tokens of a GitHub App, and makes tokens for its installations.</summary>
/// <remarks>
/// https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens: both tokens are
/// replaced at once, without leeway. Personal access tokens can be replaced by their owner in the browser only.
/// </remarks>
internal sealed class GitHubRefresher(Func<Uri, Uri> getApiUri) : ICredentialRefresher
{
    private const string Name = "GitHub";

    public RefreshPlan? GetPlan(Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential.Kind switch
        {
            CredentialKind.OAuth when credential.CanRefresh => new RefreshPlan(RefreshAction.Refresh),
            CredentialKind.AppKey => new RefreshPlan(RefreshAction.Mint),
            _ => null,
        };
    }

    public HttpRequestMessage CreateRequest(RefreshRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        HttpRequestMessage message = request.Credential.Kind == CredentialKind.OAuth ? CreateRefresh(request) : CreateMint(request);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("DevFlow", null));
        return message;
    }

    public RefreshAnswer CreateAppToken(RefreshRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new RefreshAnswer(SecretBuffer.FromChars(SignAsApp(request))) { ExpiresAt = request.Now + GitHubAppToken.Life };
    }

    public RefreshAnswer ReadAnswer(Credential credential, HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(response);
        return credential.Kind == CredentialKind.OAuth
            ? OAuthAnswer.Read(Name, credential, response, body, now, "bad_refresh_token")
            : ReadMint(credential, response, body);
    }

    private static HttpRequestMessage CreateRefresh(RefreshRequest request)
    {
        Require(request.Credential, CredentialAttributes.ClientId);
        HttpRequestMessage message = new(HttpMethod.Post, new Uri(GitHubAddress.WebOrigin(request.Credential.Origin), "login/oauth/access_token")) { Content = SecretForm.OfRefresh(request) };

        // Without it the answer is a form.
        message.Headers.Accept.ParseAdd("application/json");
        return message;
    }

    private HttpRequestMessage CreateMint(RefreshRequest request)
    {
        Credential credential = request.Credential;
        string installation = Require(credential, CredentialAttributes.InstallationId);
        HttpRequestMessage message = new(
            HttpMethod.Post, new Uri(getApiUri(credential.Origin), $"app/installations/{Uri.EscapeDataString(installation)}/access_tokens"));
        message.Headers.Accept.ParseAdd("application/vnd.github+json");
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SignAsApp(request));
        return message;
    }

    private static string SignAsApp(RefreshRequest request) =>
        GitHubAppToken.Sign(Require(request.Credential, CredentialAttributes.AppId), request.Secret, request.Credential.Name, request.Now);

    private static RefreshAnswer ReadMint(Credential credential, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        SecretJson json = new(body);
        return response.IsSuccessStatusCode && json.Secret("token") is { } token
            ? new RefreshAnswer(token)
            {
                ExpiresAt = DateTimeOffset.TryParse(
                    json.Text("expires_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset end) ? end : null,
            }
            : RefreshFailure.Of(Name, credential, response, json.Text("message"));
    }

    private static string Require(Credential credential, string attribute) =>
        credential.Attributes.GetValueOrDefault(attribute) is { Length: > 0 } value
            ? value
            : throw new DevFlowException(
                ErrorReason.InvalidArgument,
                $"The credential '{credential.Name}' does not say its {attribute}, without which GitHub does not renew it.",
                $"Store it again with the attribute {attribute}.") { Target = credential.Name };
}
