using DevFlow.Platforms;

namespace DevFlow.Slack;

/// <summary>How Slack renews the tokens of apps with token rotation.</summary>
/// <remarks>
/// https://docs.slack.dev/authentication/using-token-rotation: the old refresh token dies after a grace whose length is not published,
/// so none is counted on; two access tokens may be alive at once. Refusals come with status 200.
/// </remarks>
internal sealed class SlackRefresher(Func<Uri, Uri> getApiUri) : ICredentialRefresher
{
    private const string Name = "Slack";

    public RefreshPlan? GetPlan(Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential is { Kind: CredentialKind.OAuth, CanRefresh: true } ? new RefreshPlan(RefreshAction.Refresh) : null;
    }

    public HttpRequestMessage CreateRequest(RefreshRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new HttpRequestMessage(HttpMethod.Post, new Uri(getApiUri(request.Credential.Origin), "oauth.v2.access")) { Content = SecretForm.OfRefresh(request) };
    }

    public RefreshAnswer ReadAnswer(Credential credential, HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(response);
        string? error = new SecretJson(body).Text("error");
        return SlackErrors.IsFailure(error)
            ? RefreshFailure.Unknown(Name, credential, response, error)
            : OAuthAnswer.Read(Name, credential, response, body, now, "invalid_refresh_token", "token_expired", "token_revoked");
    }
}
